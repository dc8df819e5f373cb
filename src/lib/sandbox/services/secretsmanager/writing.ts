import type {Call} from '../../kernel.ts'
import {needKey} from './encryption.ts'
import {hasValue, type Secret} from './entities.ts'
import {CURRENT, holderOf, versionOf} from './labels.ts'
import type {Manager} from './manager.ts'
import {relabelled, storeValue, type NewValue} from './values.ts'

/**
 * Stores a value under its token with its labels, as PutSecretValue and UpdateSecret do: an unknown token makes a
 * version, the token of an empty pending version fills it. undefined: the token holds this very value, nothing changes.
 */
export function writeValue(
  {world, store, engine}: Manager,
  call: Call,
  secret: Secret,
  write: {readonly value: NewValue; readonly stages: readonly string[]; readonly rotationToken?: string | undefined},
): Secret | undefined {
  needKeys(world, call, secret, write.value.id)
  const madeBy = authorOf(engine.rotations.of(secret.arn), call, write.rotationToken)
  const {switches, clock} = world
  const put = call.operation === 'PutSecretValue'
  const labels = {stages: write.stages, dropsPending: put ? switches.putDropsPending : switches.updateDropsPending}
  const versions =
    storeValue(secret, {...write.value, madeBy}, labels, clock.now()) ??
    (put && switches.repeatedPutMovesLabels ? relabelled(secret, write.value.id, labels, clock.now()) : undefined)
  if (versions === undefined) return undefined
  const saved = store.save({...secret, versions}, {operation: call.operation, call})
  const becameCurrent = holderOf(secret.versions, CURRENT)?.id !== holderOf(versions, CURRENT)?.id
  if (becameCurrent) engine.currentReplaced(saved, write.value.id)
  return saved
}

/** A value that is there already is decrypted, to see whether it is the same. */
function needKeys(world: Manager['world'], call: Call, secret: Secret, versionId: string): void {
  needKey(world, call, {secret, keyId: secret.kmsKeyId, use: 'encrypt', versionId})
  const existing = versionOf(secret.versions, versionId)
  if (existing === undefined || !hasValue(existing)) return
  needKey(world, call, {secret, keyId: existing.kmsKeyId, use: 'decrypt', versionId})
}

/** The rotation function a value comes from: its worker's own identity tells, or the RotationToken it was given. */
function authorOf(
  rotation: {readonly rotationToken: string; readonly functionArn?: string} | undefined,
  call: Call,
  rotationToken: string | undefined,
): string | undefined {
  const vouched = rotationToken !== undefined && rotation?.rotationToken === rotationToken
  return vouched ? rotation.functionArn : call.principal.functionArn
}
