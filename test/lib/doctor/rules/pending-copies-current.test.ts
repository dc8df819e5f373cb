import {pendingCopiesCurrent} from '../../../../src/lib/doctor/rules/pending-copies-current.ts'
import {aVersion, holdLabel, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(pendingCopiesCurrent, {
  healthy: someFacts(),
  broken: stuckFacts({value: 'copy'}),
  fixed: someFacts({others: [aVersion(PENDING, {value: 'copy', labels: [holdLabel(PENDING)], maker: 'nobody'})]}),
  unknown: stuckFacts({value: 'unread'}),
  says: /holds the same value as AWSCURRENT/,
  plan: 'discard',
})
