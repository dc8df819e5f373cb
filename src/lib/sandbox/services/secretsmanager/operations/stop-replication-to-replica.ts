import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {isReplica} from '../entities.ts'
import {invalidRequest} from '../errors.ts'
import {secretId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolveLiving} from '../resolve.ts'

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html; called in the replica's region. */
export function stopReplicationToReplica({store, replication}: Manager): OperationDefinition {
  return operation({
    name: 'StopReplicationToReplica',
    readOnly: false,
    input: v.object({SecretId: secretId}),
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolveLiving(store, call, input.SecretId)
      if (!isReplica(secret)) throw invalidRequest('The secret is not a replica.')
      return {ARN: replication.promote(secret, {operation: 'StopReplicationToReplica', call}).arn}
    },
  })
}
