import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {secretId, text} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onEverything, onNamedSecret} from '../permission.ts'
import {policyProblems} from '../policy.ts'
import {resolveLiving} from '../resolve.ts'

const input = v.object({SecretId: v.optional(secretId), ResourcePolicy: text(1, 20_480)})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html; a SecretId is not needed. */
export function validateResourcePolicy({store}: Manager): OperationDefinition {
  return operation({
    name: 'ValidateResourcePolicy',
    readOnly: true,
    input,
    authorize: call => [call.input['SecretId'] === undefined ? onEverything(call) : onNamedSecret(store, call)],
    run(input, call) {
      if (input.SecretId !== undefined) resolveLiving(store, call, input.SecretId)
      const problems = policyProblems(input.ResourcePolicy)
      return {
        PolicyValidationPassed: problems.length === 0,
        ValidationErrors: problems.map(problem => ({CheckName: problem.check, ErrorMessage: problem.message})),
      }
    },
  })
}
