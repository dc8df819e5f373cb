import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {secretId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolvePrimary} from '../resolve.ts'

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html */
export function deleteResourcePolicy({store}: Manager): OperationDefinition {
  return operation({
    name: 'DeleteResourcePolicy',
    readOnly: false,
    input: v.object({SecretId: secretId}),
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const {policy: _removed, ...secret} = resolvePrimary(store, call, input.SecretId)
      store.save(secret, {operation: 'DeleteResourcePolicy', call})
      return {ARN: secret.arn, Name: secret.name}
    },
  })
}
