import {pendingAppliedUnfinished} from '../../../../src/lib/doctor/rules/pending-applied-unfinished.ts'
import {aVersion, CODE, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(pendingAppliedUnfinished, {
  healthy: someFacts(),
  broken: stuckFacts({auth: 'yes'}, {trustedCode: [CODE]}),
  fixed: someFacts({current: aVersion(PENDING, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: stuckFacts({auth: '?'}),
  says: /AWSCURRENT was never moved to it/,
  plan: 'resume',
})
