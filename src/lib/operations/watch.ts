import type {CallerIdentity} from '../aws/gateways.ts'
import {SecrotError} from '../errors.ts'
import type {WatchEnd} from '../history/watch/ends.ts'
import type {WatchLine} from '../history/watch/lines.ts'
import {AWSCURRENT, type Version} from '../rotation/secret.ts'
import {holderOf, pendingVersionOf} from '../rotation/staging.ts'
import {chosenId} from './choose-version.ts'
import type {Context} from './context.ts'
import {resolveSecret, resolveSecretActions, type ResolvedSecret} from './resolve-secret.ts'
import {follow, followActions} from './watch-follow.ts'
import {watchFunction} from './watch-function.ts'
import type {WatchListener} from './watch-run.ts'
import {watchSubject, type WatchWishes} from './watch-subject.ts'

export const watchActions = [...resolveSecretActions, ...followActions, 'secretsmanager:ListSecretVersionIds'] as const

export interface WatchOptions extends WatchWishes {
  readonly secretId: string
  /** A version id, or how it begins. Absent: the version that AWSPENDING is on. */
  readonly versionId?: string | undefined
  readonly functionProfile?: string | undefined
  /** Tells the function's own lines too, masked by this (`--show-logs`). */
  readonly unhide?: (text: string) => string
  readonly listener: WatchListener
  /** Whose secret is looked at, before the first line. */
  readonly onBegin?: (begin: WatchBegin) => void
}

export interface WatchBegin {
  readonly secret: ResolvedSecret
  readonly caller: CallerIdentity
}

export interface WatchResult {
  readonly secret: ResolvedSecret
  /** Absent: nothing rotates. */
  readonly watched?: {readonly versionId: string; readonly end: WatchEnd; readonly lines: readonly WatchLine[]}
  /** Nothing rotates: the version in use and since when. */
  readonly idle?: {readonly current?: string; readonly lastRotatedAt?: number}
}

/** An own invocation may have begun a whole time limit before the version was written. */
const logLeadMs = 15 * 60_000

/**
 * Follows a rotation that somebody else started, pinned to one version id. Throws VERSION_NOT_FOUND, and what resolving
 * the secret throws.
 */
export async function watchRotation(context: Context, options: WatchOptions): Promise<WatchResult> {
  const secret = await resolveSecret(context, options.secretId)
  const {description} = secret
  const versions = await knownVersions(context, secret)
  const caller = await context.caller(secret.scope)
  options.onBegin?.({secret, caller})
  const versionId =
    options.versionId === undefined
      ? pendingVersionOf(description.staging)
      : chosenId(context, secret, idsOf(secret, versions), options.versionId)
  if (versionId === undefined) return {secret, idle: idleOf(secret)}
  const watched = await watchFunction(context, secret, options.functionProfile)
  const createdAt = versions?.find(version => version.versionId === versionId)?.createdAt
  const startedAt = createdAt ?? description.lastChangedAt ?? context.clock.now()
  const subject = watchSubject(context, secret, watched, {versionId, startedAt, startedHere: false}, options)
  const followed = await follow(context, {
    secret,
    subject,
    function: watched,
    logSince: startedAt - logLeadMs,
    first: [{kind: 'labels', at: context.clock.now(), description}],
    ...(options.unhide === undefined ? {} : {unhide: options.unhide}),
    listener: options.listener,
  })
  return {secret, watched: {versionId, ...followed}}
}

/** undefined: the caller may not list versions; their dates are then taken from the secret. */
async function knownVersions(context: Context, secret: ResolvedSecret): Promise<readonly Version[] | undefined> {
  try {
    const options = {includeDeprecated: true, signal: context.signal}
    return await context.aws(secret.scope).secrets.listVersions(secret.arn, options)
  } catch (error) {
    if (!(error instanceof SecrotError) || error.code !== 'ACCESS_DENIED') throw error
    context.progress.warn(`Not read: versions of ${secret.description.name} (secretsmanager:ListSecretVersionIds)`)
    return undefined
  }
}

function idsOf(secret: ResolvedSecret, versions: readonly Version[] | undefined): readonly string[] {
  return [...secret.description.staging.keys(), ...(versions ?? []).map(version => version.versionId)]
}

function idleOf({description}: ResolvedSecret): NonNullable<WatchResult['idle']> {
  const current = holderOf(description.staging, AWSCURRENT)
  const {lastRotatedAt} = description
  return {...(current === undefined ? {} : {current}), ...(lastRotatedAt === undefined ? {} : {lastRotatedAt})}
}
