import {AWSCURRENT, AWSPREVIOUS, type Version} from '../rotation/secret.ts'
import {holderOf, labelsOf} from '../rotation/staging.ts'
import {SecrotError} from '../errors.ts'
import type {NamedTarget} from '../doctor/facts.ts'
import {accessKeyIn} from '../probes/iam-key.ts'
import {apiKeyIn, apiKeyName} from '../probes/appsync-key.ts'
import {kindOfValue} from '../probes/kind-of-value.ts'
import type {Sensitive} from '../sensitive.ts'
import {chosenVersion} from './choose-version.ts'
import type {Context} from './context.ts'
import {versionsToRead} from './diff-versions.ts'
import {targetOf} from './doctor-target.ts'
import {readVersion} from './read-consent.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {RetireOptions} from './retire-options.ts'
import {
  heldByCurrent,
  kindUnknown,
  noCurrent,
  noPrevious,
  standingInTheWay,
  withoutCredential,
} from './retire-refusals.ts'
import type {TargetRun} from './target-run.ts'

/** The two versions that it is about. */
export interface RetireVersions {
  readonly current: Version
  readonly old: Version
  readonly all: readonly Version[]
}

/** A version of the secret, and its value where that was read. */
export interface HeldVersion {
  readonly versionId: string
  readonly labels: readonly string[]
  readonly createdAt?: number
  readonly value: Sensitive
}

export interface Held {
  readonly kind: NamedTarget
  readonly current: HeldVersion
  readonly old: HeldVersion
  /** Versions that hold the very same credential, `old` among them. */
  readonly holders: readonly HeldVersion[]
  /** Labelled versions that could not be read: nobody knows what they hold. */
  readonly unread: readonly string[]
}

/** Throws what forbids it by the labels alone (exit 3), VERSION_NOT_FOUND (exit 1), and what a read throws. */
export async function retireVersions(
  context: Context,
  secret: ResolvedSecret,
  words: readonly string[],
  wanted: string | undefined,
): Promise<RetireVersions> {
  const {staging} = secret.description
  const refusal = standingInTheWay(context, secret, words)
  if (refusal !== undefined) throw refusal
  const all = await versionsToRead(context, secret)
  const current = all.find(({versionId}) => versionId === holderOf(staging, AWSCURRENT))
  if (current === undefined) throw noCurrent(secret, words)
  const old =
    wanted === undefined
      ? all.find(({versionId}) => versionId === holderOf(staging, AWSPREVIOUS))
      : chosenVersion(context, secret, all, wanted)
  if (old === undefined) throw noPrevious(secret, words)
  if (old.versionId === current.versionId) throw heldByCurrent(secret, words, old.versionId)
  return {current, old, all}
}

/**
 * Reads the values of all labelled versions and of the one that was named, and tells which of them hold its credential;
 * undefined: somebody does not want them read. Throws what makes it nothing that could be retired (exit 3).
 */
export async function readHeld(
  run: TargetRun,
  secret: ResolvedSecret,
  {current, old, all}: RetireVersions,
  options: Pick<RetireOptions, 'readValues'> & {readonly words: readonly string[]},
): Promise<Held | undefined> {
  const {words} = options
  const target = targetOf(run, secret.description)
  if (target === 'command' || target === 'none') throw kindUnknown(secret, words, target)
  const others = all.filter(version => version !== current && version !== old && isLabelled(secret, version))
  const consent = await run.context.ask.confirm({
    message: `Read the values of ${others.length + 2} versions (GetSecretValue) to know which credential they hold?`,
    answeredBy: '--read-values',
    answer: options.readValues ? true : undefined,
  })
  if (!consent) return undefined
  const read = [await readOne(run, secret, current), await readOne(run, secret, old)] as const
  const [ours, theirs] = read
  if (ours === undefined) throw withoutCredential(secret, words, current.versionId)
  if (theirs === undefined) throw withoutCredential(secret, words, old.versionId)
  const {tags} = secret.description
  const byForm = kindOfValue(ours.value, tags) ?? kindOfValue(theirs.value, tags)
  const kind = target === 'unnamed' ? byForm : target
  if (kind === undefined) throw kindUnknown(secret, words, 'unnamed')
  const [ourId, id] = read.map(version => (version === undefined ? undefined : credentialIn(kind, version.value, tags)))
  if (ourId === undefined) throw withoutCredential(secret, words, current.versionId)
  if (id === undefined) throw withoutCredential(secret, words, old.versionId)
  if (id === ourId) throw heldByCurrent(secret, words, old.versionId)
  const holders: HeldVersion[] = [theirs]
  const unread: string[] = []
  for (const version of others) {
    const found = await readOrUnread(run, secret, version)
    if (found === 'unread') unread.push(version.versionId)
    else if (found !== undefined && credentialIn(kind, found.value, tags) === id) holders.push(found)
  }
  return {kind, current: ours, old: theirs, holders, unread}
}

type Tags = ResolvedSecret['description']['tags']

/** What tells a credential from every other: an id that is no secret, or a part of a digest. */
function credentialIn(kind: NamedTarget, value: Sensitive, tags: Tags): string | undefined {
  if (kind === 'iam-key') return accessKeyIn(value, tags)?.accessKeyId
  const found = apiKeyIn(value, tags)
  return found === undefined ? undefined : apiKeyName(found.key).sha256
}

function isLabelled({description}: ResolvedSecret, {versionId}: Version): boolean {
  return labelsOf(description.staging, versionId).length > 0
}

async function readOne(
  run: TargetRun,
  secret: ResolvedSecret,
  {versionId, labels, createdAt}: Version,
): Promise<HeldVersion | undefined> {
  const stored = await readVersion(run, secret, versionId)
  if (stored === undefined) return undefined
  return {versionId, labels, value: stored.value, ...(createdAt === undefined ? {} : {createdAt})}
}

async function readOrUnread(
  run: TargetRun,
  secret: ResolvedSecret,
  version: Version,
): Promise<HeldVersion | 'unread' | undefined> {
  try {
    return await readOne(run, secret, version)
  } catch (error) {
    if (!(error instanceof SecrotError) || run.context.signal.aborted) throw error
    return 'unread'
  }
}
