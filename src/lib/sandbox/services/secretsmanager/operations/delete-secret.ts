import * as v from 'valibot'

import type {Call, OperationDefinition} from '../../../kernel.ts'
import {arnOf, drawTail, nameOfTail, parseArn} from '../arn.ts'
import type {Secret} from '../entities.ts'
import {alreadyDeleted, invalidParameter, invalidRequest, markedForDeletion, notFound} from '../errors.ts'
import {flag, secretId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation, seconds} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {checkName, locate, refuseReplica, refuseServiceOwned} from '../resolve.ts'
import {DAY_MS} from '../schedule/calendar.ts'

const DEFAULT_RECOVERY_DAYS = 30

const input = v.object({
  SecretId: secretId,
  RecoveryWindowInDays: v.optional(v.pipe(v.number(), v.integer())),
  ForceDeleteWithoutRecovery: flag(),
})

type Input = v.InferOutput<typeof input>

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export function deleteSecret(manager: Manager): OperationDefinition {
  return operation({
    name: 'DeleteSecret',
    readOnly: false,
    input,
    authorize: call => [onNamedSecret(manager.store, call)],
    run(input, call) {
      checkWindow(input)
      checkName(parseArn(input.SecretId)?.tail ?? input.SecretId)
      const secret = locate(manager.store, call, input.SecretId)
      const forced = input.ForceDeleteWithoutRecovery === true
      if (secret === undefined) return missing(manager, call, input.SecretId, forced)
      checkDeletable(secret, forced)
      const recoveryMs = forced ? undefined : (input.RecoveryWindowInDays ?? DEFAULT_RECOVERY_DAYS) * DAY_MS
      const at = manager.deletions.mark(secret, recoveryMs, {operation: 'DeleteSecret', call})
      return {ARN: secret.arn, Name: secret.name, DeletionDate: seconds(at)}
    },
  })
}

function checkWindow({RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: forced}: Input): void {
  if (days !== undefined && forced === true) {
    throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).')
  }
}

function checkDeletable(secret: Secret, forced: boolean): void {
  refuseReplica(secret)
  refuseServiceOwned(secret)
  if (secret.deletion?.forced === true) throw alreadyDeleted()
  if (secret.deletion !== undefined && !forced) throw markedForDeletion()
  const regions = (secret.replicas ?? []).filter(replica => replica.status !== 'Failed').map(replica => replica.region)
  if (regions.length > 0) {
    throw invalidRequest(
      `You can't delete secret ${secret.name} that still has replica regions [${regions.join(', ')}]`,
    )
  }
}

/** A forced deletion of what does not exist answers as if it had. */
function missing({world}: Manager, call: Call, id: string, forced: boolean): Readonly<Record<string, unknown>> {
  if (!forced) throw notFound()
  const parsed = parseArn(id)
  const name = parsed === undefined ? id : nameOfTail(parsed.tail).name
  const arn = parsed === undefined ? arnOf(call.region, call.accountId, drawTail(name, world)) : id
  return {ARN: arn, Name: name, DeletionDate: seconds(world.clock.now())}
}
