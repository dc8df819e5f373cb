import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {secretId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolveLiving} from '../resolve.ts'

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html */
export function getResourcePolicy({store}: Manager): OperationDefinition {
  return operation({
    name: 'GetResourcePolicy',
    readOnly: true,
    input: v.object({SecretId: secretId}),
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolveLiving(store, call, input.SecretId)
      return {ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.policy}
    },
  })
}
