import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {replicationStatus} from '../describe.ts'
import {flag, replicaRegions, secretId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolveOwn} from '../resolve.ts'

const input = v.object({
  SecretId: secretId,
  AddReplicaRegions: replicaRegions,
  ForceOverwriteReplicaSecret: flag(),
})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html */
export function replicateSecretToRegions({store, replication}: Manager): OperationDefinition {
  return operation({
    name: 'ReplicateSecretToRegions',
    readOnly: false,
    input,
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolveOwn(store, call, input.SecretId)
      const request = {regions: input.AddReplicaRegions, overwrite: input.ForceOverwriteReplicaSecret === true}
      const saved = replication.begin(secret, request, {operation: 'ReplicateSecretToRegions', call})
      return {ARN: saved.arn, ReplicationStatus: replicationStatus(store, saved)}
    },
  })
}
