import {pendingCredentialGone} from '../../../../src/lib/doctor/rules/pending-credential-gone.ts'
import {aVersion, holdLabel, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(pendingCredentialGone, {
  healthy: someFacts(),
  broken: stuckFacts({auth: 'gone'}),
  fixed: someFacts({others: [aVersion(PENDING, {auth: 'gone', labels: [holdLabel(PENDING)], maker: 'fn'})]}),
  unknown: stuckFacts({auth: '?'}),
  says: /does not exist at the target/,
  plan: 'discard',
})
