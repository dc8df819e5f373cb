import type {World} from '../../../kernel.ts'
import {hasValue, type Secret, type SecretVersion} from '../entities.ts'
import {attach, CURRENT, detach, holderOf, PENDING, versionOf, withoutEmpty} from '../labels.ts'
import {withinQuotas} from '../values.ts'

/** The version that keeps a rotation from starting: AWSPENDING on another version than the current one. */
export function blockingVersion(versions: readonly SecretVersion[]): SecretVersion | undefined {
  const pending = holderOf(versions, PENDING)
  return pending === undefined || pending.labels.includes(CURRENT) ? undefined : pending
}

/** The versions with an AWSPENDING version of that id and no value yet. Throws LimitExceededException. */
export function withEmptyPending(world: World, secret: Secret, token: string): readonly SecretVersion[] {
  return withPending(world, secret, {id: token, createdAt: world.clock.now(), labels: []})
}

/** The versions with a copy of the current value as AWSPENDING: what testSecret is tried on. */
export function withPendingCopy(world: World, secret: Secret, token: string): readonly SecretVersion[] {
  const current = holderOf(secret.versions, CURRENT)
  const {accessedAt: _never, ...copied} = current ?? {}
  return withPending(world, secret, {...copied, id: token, createdAt: world.clock.now(), labels: []})
}

/** The versions without AWSPENDING; a version that had no value goes with its label. */
export function withoutPending(versions: readonly SecretVersion[]): readonly SecretVersion[] {
  return withoutEmpty(detach(versions, PENDING))
}

export function isCurrent(secret: Secret, token: string): boolean {
  return holderOf(secret.versions, CURRENT)?.id === token
}

export function isPending(secret: Secret, token: string): boolean {
  return holderOf(secret.versions, PENDING)?.id === token
}

/** Whether a stored pending value was written by somebody else than the rotation function. */
export function isForeign(secret: Secret, token: string, functionArn: string): boolean {
  const version = versionOf(secret.versions, token)
  if (version === undefined || !hasValue(version)) return false
  return version.madeBy === undefined || withoutQualifier(version.madeBy) !== withoutQualifier(functionArn)
}

/** A function's ARN without version or alias. */
function withoutQualifier(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':')
}

function withPending(world: World, secret: Secret, version: SecretVersion): readonly SecretVersion[] {
  return withinQuotas(attach([...secret.versions, version], version.id, PENDING), world.clock.now())
}
