import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {hasValue, type Secret} from '../entities.ts'
import {secretId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolvePrimary} from '../resolve.ts'
import {blockingVersion, withoutPending} from '../rotation/pending.ts'
import {unplanned} from '../rotation/plan.ts'

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html. The configuration stays
 * visible. A secret that never had rotation stays as it is; what AWS answers there is not known.
 */
export function cancelRotateSecret({world, store, engine}: Manager): OperationDefinition {
  const withoutEmptyPending = (secret: Secret) => {
    const pending = blockingVersion(secret.versions)
    const removed = pending !== undefined && !hasValue(pending) && world.switches.cancelRemovesEmptyPending
    return removed ? withoutPending(secret.versions) : secret.versions
  }
  return operation({
    name: 'CancelRotateSecret',
    readOnly: false,
    input: v.object({SecretId: secretId}),
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolvePrimary(store, call, input.SecretId)
      if (secret.rotation === undefined) return {ARN: secret.arn, Name: secret.name}
      const cancelled = engine.cancel(secret.arn)
      const rotation = {...unplanned(world, secret.rotation), enabled: false}
      store.save({...secret, rotation, versions: withoutEmptyPending(secret)}, {operation: 'CancelRotateSecret', call})
      return {ARN: secret.arn, Name: secret.name, VersionId: cancelled?.token}
    },
  })
}
