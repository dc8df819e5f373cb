import {AWSCURRENT, AWSPREVIOUS} from '../rotation/secret.ts'
import {holderOf} from '../rotation/staging.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {unsafe} from './secret-refusals.ts'
import {isDead, type TargetAnswer} from './target-proof.ts'
import {pendingRefusal, valueRefusal} from './value-refusals.ts'

/** The two versions that change places. */
export interface RollbackVersions {
  readonly current: string
  readonly previous: string
}

/** The versions of a rollback. Throws what forbids one by the labels alone (exit 3), with the next command. */
export function rollbackVersions(
  context: Pick<Context, 'scopeFlags'>,
  secret: ResolvedSecret,
  words: readonly string[],
): RollbackVersions {
  const {staging, name} = secret.description
  const refusal = valueRefusal(context, secret, 'rollback') ?? pendingRefusal(context, secret, words)
  if (refusal !== undefined) throw refusal
  const current = holderOf(staging, AWSCURRENT)
  const previous = holderOf(staging, AWSPREVIOUS)
  if (current === undefined) {
    const next: [string, readonly string[]] = ['Give it a first value', ['secrot', 'put', ...words]]
    throw unsafe('NO_CURRENT_VERSION', `${name} has no version in use, so there is nothing to go back from.`, next)
  }
  if (previous === undefined) {
    const next: [string, readonly string[]] = ['What there is', ['secrot', 'versions', ...words, '--deprecated']]
    throw unsafe('NO_PREVIOUS_VERSION', `${name} has no AWSPREVIOUS to go back to.`, next)
  }
  return {current, previous}
}

/** What the target says of both; absent: nobody was asked. */
export interface RollbackProof {
  readonly current: TargetAnswer
  readonly previous: TargetAnswer
}

/**
 * Why the target forbids the way back, or undefined. A value that it rejects would lock consumers out, whatever was allowed;
 * one that nobody could ask about needs `unproven`.
 */
export function proofRefusal(
  {current, previous}: RollbackProof,
  {
    name,
    words,
    unproven,
    asked,
  }: {
    readonly name: string
    readonly words: readonly string[]
    readonly unproven: boolean
    /** Flags that ask the target again. */
    readonly asked: readonly string[]
  },
): SecrotError | undefined {
  if (isDead(previous)) {
    const look: [string, readonly string[]] = ['What can be done', ['secrot', 'doctor', ...words, ...asked]]
    const already = `The target already wants the newer value: it accepts ${current.versionId} and rejects ${previous.versionId}, so going back would lock the consumers of ${name} out.`
    const dead = `The target rejects ${previous.versionId}, which is AWSPREVIOUS of ${name}: going back would give consumers a value that does not work.`
    return current.answer === 'accepted'
      ? unsafe('TARGET_WANTS_NEWER', already, look)
      : unsafe('PREVIOUS_REJECTED', dead, look)
  }
  if (previous.answer === 'accepted' || unproven) return undefined
  const why = previous.reason ?? 'nobody asked the target'
  const message = `Nobody knows whether the target still takes ${previous.versionId}, which is AWSPREVIOUS of ${name}: ${why}.`
  return new SecrotError({
    code: 'UNPROVEN',
    message,
    hint: `Where nobody can ask it: --unproven. Else: ${shellCommand(['secrot', 'rollback', ...words])} --probe 'CMD ARG…'`,
    exit: EXIT.unsafe,
  })
}
