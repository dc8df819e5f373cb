import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {functionNotFound} from '../../../../src/lib/doctor/rules/function-not-found.ts'
import {FUNCTION_ARN, NOW, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(functionNotFound, {
  healthy: someFacts(),
  broken: someFacts({function: known({kind: 'missing', arn: FUNCTION_ARN, because: 'not-found', readAt: NOW})}),
  fixed: someFacts(),
  unknown: someFacts({function: unknown('the function is in account 999900001111')}),
  says: /There is no function arn:aws:lambda/,
})
