import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {replicationStatus} from '../describe.ts'
import {invalidParameter} from '../errors.ts'
import {list, secretId, text} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolvePrimary} from '../resolve.ts'

const input = v.object({SecretId: secretId, RemoveReplicaRegions: list(text(1, 128), 1, 64)})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html */
export function removeRegionsFromReplication({store, replication}: Manager): OperationDefinition {
  return operation({
    name: 'RemoveRegionsFromReplication',
    readOnly: false,
    input,
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolvePrimary(store, call, input.SecretId)
      const known = (secret.replicas ?? []).map(replica => replica.region)
      const unknown = input.RemoveReplicaRegions.find(region => !known.includes(region))
      if (unknown !== undefined) throw invalidParameter(`The secret is not replicated to ${unknown}.`)
      const saved = replication.end(secret, input.RemoveReplicaRegions, {
        operation: 'RemoveRegionsFromReplication',
        call,
      })
      return {ARN: saved.arn, ReplicationStatus: replicationStatus(store, saved)}
    },
  })
}
