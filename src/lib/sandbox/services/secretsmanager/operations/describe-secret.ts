import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {replicationStatus, seenVersions, sharedMembers, stagesByVersion} from '../describe.ts'
import {secretId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolve} from '../resolve.ts'

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html; also of a secret to be deleted. */
export function describeSecret({world, store}: Manager): OperationDefinition {
  return operation({
    name: 'DescribeSecret',
    readOnly: true,
    input: v.object({SecretId: secretId}),
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolve(store, call, input.SecretId)
      return {
        ...sharedMembers(secret),
        VersionIdsToStages: stagesByVersion(world, seenVersions(secret, call)),
        ReplicationStatus: replicationStatus(store, secret),
      }
    },
  })
}
