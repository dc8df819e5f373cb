/** Access keys spread: what was just made, deactivated or deleted is honoured as it was before for a while. */
import type {World} from '../../kernel.ts'
import type {AccessKey, KeyStatus, User} from './entities.ts'
import {newId, newSecretKey} from './ids.ts'

/** As IAM itself sees the key, at once. */
export function statusOf(key: AccessKey): KeyStatus | 'deleted' {
  return key.changes.at(-1)?.to ?? 'deleted'
}

/** As the other services see the key, `spreadMs` later; `unknown`: its creation has not reached them. */
export function spreadStatusOf(key: AccessKey, now: number, spreadMs: number): KeyStatus | 'deleted' | 'unknown' {
  return key.changes.findLast(change => change.at + spreadMs <= now)?.to ?? 'unknown'
}

/** A fresh key of a user, or of an account's root. `settled`: made so long ago that it is known everywhere. */
export function makeKey(
  world: World,
  owner: Pick<User, 'accountId' | 'id' | 'name'> | {readonly accountId: string},
  options: {readonly settled: boolean; readonly accessKeyId?: string; readonly secretAccessKey?: string},
): AccessKey {
  const now = world.clock.now()
  return {
    accessKeyId: options.accessKeyId ?? newId(() => world.random(), 'AKIA'),
    secretAccessKey: options.secretAccessKey ?? newSecretKey(() => world.random()),
    accountId: owner.accountId,
    userId: 'id' in owner ? owner.id : undefined,
    userName: 'name' in owner ? owner.name : undefined,
    createdAt: now,
    changes: [{at: options.settled ? Number.NEGATIVE_INFINITY : now, to: 'Active'}],
  }
}

/** The key after a change; equal status changes nothing. */
export function changeKey(key: AccessKey, to: KeyStatus | 'deleted', now: number): AccessKey {
  return statusOf(key) === to ? key : {...key, changes: [...key.changes, {at: now, to}]}
}
