import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {secretScheduledForDeletion} from '../../../../src/lib/doctor/rules/secret-scheduled-for-deletion.ts'
import {DAY, NOW, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(secretScheduledForDeletion, {
  healthy: someFacts(),
  broken: someFacts({description: {deletedAt: NOW - DAY}}),
  fixed: someFacts(),
  unknown: someFacts({labels: unknown('denied')}),
  says: /until it is restored/,
  refused: /operator needed/,
})
