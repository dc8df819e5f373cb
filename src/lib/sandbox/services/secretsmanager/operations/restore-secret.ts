import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {alreadyDeleted} from '../errors.ts'
import {secretId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {refuseReplica, refuseServiceOwned, resolve} from '../resolve.ts'

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export function restoreSecret({store, deletions}: Manager): OperationDefinition {
  return operation({
    name: 'RestoreSecret',
    readOnly: false,
    input: v.object({SecretId: secretId}),
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolve(store, call, input.SecretId)
      refuseReplica(secret)
      refuseServiceOwned(secret)
      if (secret.deletion?.forced === true) throw alreadyDeleted()
      deletions.restore(secret, {operation: 'RestoreSecret', call})
      return {ARN: secret.arn, Name: secret.name}
    },
  })
}
