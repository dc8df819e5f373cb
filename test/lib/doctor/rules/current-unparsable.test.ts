import {currentUnparsable} from '../../../../src/lib/doctor/rules/current-unparsable.ts'
import {aVersion, CURRENT, PREVIOUS, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(currentUnparsable, {
  healthy: someFacts(),
  broken: someFacts({current: {...aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}), unparsable: 'is not JSON'}}),
  fixed: someFacts({current: aVersion(PREVIOUS, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: someFacts({current: aVersion(CURRENT, {labels: ['AWSCURRENT'], value: 'unread'})}),
  says: /8c1e77b0\S*, which consumers read, is not JSON/,
  refused: /no other version is proven/,
})
