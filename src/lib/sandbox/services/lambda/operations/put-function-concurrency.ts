import {validateInput} from '../../../validate.ts'
import {invalidParameter} from '../errors.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** What an account has unless raised, and what must stay for functions without a reserve. Lambda quotas. */
const ACCOUNT_CONCURRENCY = 1000
const UNRESERVED = 100

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export const putFunctionConcurrency: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'PutFunctionConcurrency',
    readOnly: false,
    route: {method: 'PUT', path: '/2017-10-31/functions/{FunctionName}/concurrency'},
    run({input}, named) {
      validateInput(input, {ReservedConcurrentExecutions: {type: 'number', required: true, min: 0}})
      const {state} = lambda
      const entity = state.need(named)
      const reserved = input['ReservedConcurrentExecutions'] as number
      const others = state
        .list(named.accountId, named.region)
        .filter(({arn}) => arn !== entity.arn)
        .reduce((sum, {reservedConcurrency}) => sum + (reservedConcurrency ?? 0), 0)
      if (others + reserved > ACCOUNT_CONCURRENCY - UNRESERVED) {
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED}].`,
        )
      }
      state.put({...entity, reservedConcurrency: reserved})
      return {ReservedConcurrentExecutions: reserved}
    },
  })
