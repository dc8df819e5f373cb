import {type AccessKeyValue, accessKeyIn, iamKeyProbe} from '../probes/iam-key.ts'
import {appSyncKeyProbe} from '../probes/appsync-key.ts'
import type {Probe} from '../probes/probe.ts'
import {askVersions, type VersionAnswer, type VersionToAsk} from '../probes/session.ts'
import {targetNone} from '../probes/target-none.ts'
import {
  type Auth,
  type Fact,
  type FactSource,
  known,
  type KeyFacts,
  type KeyInfo,
  type Proof,
  type TargetKind,
  unknown,
} from '../doctor/facts.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Sensitive} from '../sensitive.ts'
import {probeOf} from './configured-probe.ts'
import {keyUsesOf} from './doctor-key-uses.ts'
import {readFact} from './doctor-read.ts'
import type {DoctorRun} from './doctor-run.ts'
import type {TargetRun} from './target-run.ts'

export const doctorTargetActions = [
  'sts:GetCallerIdentity',
  'iam:ListAccessKeys',
  'iam:GetAccessKeyLastUsed',
  'appsync:GetGraphqlApi',
  'appsync:ListApiKeys',
] as const

/**
 * Who takes the credential: `--target`, else the tag `secrot:target`, else `--probe` or the configuration's; otherwise
 * nobody was named. The tag speaks of one secret and outranks a probe that is given for many.
 */
export function targetOf(run: Pick<TargetRun, 'options'>, description: SecretDescription): TargetKind {
  const {target} = run.options
  const named = target ?? description.tags['secrot:target']
  if (named !== undefined && isTaggedTarget(named)) return named
  return probeOf(run.options, description) === undefined ? 'unnamed' : 'command'
}

/** The same by the function, where nobody said it: the code of our random-password rotator tells nobody a new value. */
export async function targetByFunction(
  run: Pick<TargetRun, 'context' | 'options'>,
  description: SecretDescription,
  codeSha256: string | undefined,
): Promise<TargetKind> {
  const said = targetOf(run, description)
  if (said !== 'unnamed' || codeSha256 === undefined) return said
  return (await run.context.rehearsals.packagedKind(codeSha256)) === 'rand' ? 'none' : said
}

/** What the tag may say. */
export const taggedTargets = ['iam-key', 'appsync-key', 'none'] as const

export function isTaggedTarget(value: string): value is (typeof taggedTargets)[number] {
  return taggedTargets.some(target => target === value)
}

export interface AskedTarget {
  readonly auth: ReadonlyMap<string, Fact<Auth>>
  /** The probe rejected a random value. */
  readonly check?: Proof
}

/** Asks the target about versions whose values were read; order is the order of asking. */
export async function askTarget(
  run: TargetRun,
  description: SecretDescription,
  kind: TargetKind,
  versions: readonly VersionToAsk[],
  more: {readonly userName?: string; readonly trusted?: readonly string[]} = {},
): Promise<AskedTarget> {
  const {context} = run
  const memory = run.memory(description.arn)
  const probe = await probeFor(run, description, kind, versions, more.userName)
  if (probe === undefined || versions.length === 0) return {auth: new Map()}
  const before = memory.checkedAt
  const answers = await askVersions({
    probe,
    secretArn: description.arn,
    versions,
    clock: context.clock,
    signal: context.signal,
    bytes: length => context.random.bytes(length),
    ...(more.trusted === undefined ? {} : {trusted: more.trusted}),
    ...(before === undefined ? {} : {checkedAt: before}),
  })
  if (answers.checkedAt !== undefined) memory.checkedAt = answers.checkedAt
  const source: FactSource = kind === 'iam-key' ? 'iam' : 'probe'
  const text = askedHow[kind]
  const auth = new Map([...answers.answers].map(([id, answer]) => [id, authFact(answer, {text, source})]))
  return {
    auth,
    ...(answers.checkedAt === undefined ? {} : {check: {text, source, at: answers.checkedAt}}),
  }
}

/** What a proof calls the way in which a target was asked. */
const askedHow: Readonly<Record<TargetKind, string>> = {
  'iam-key': 'GetCallerIdentity',
  'appsync-key': 'GraphQL request',
  none: 'no target, it parses',
  command: 'probe',
  unnamed: '',
}

/** The same where nobody has looked yet whose keys these are. */
export async function askAsOwner(
  run: TargetRun,
  description: SecretDescription,
  kind: TargetKind,
  versions: readonly VersionToAsk[],
): Promise<AskedTarget> {
  const values = new Map(versions.map(({versionId, value}) => [versionId, value]))
  const userName = kind === 'iam-key' ? await userOf(run, description, keysIn(values, description.tags)) : undefined
  return askTarget(run, description, kind, versions, userName === undefined ? {} : {userName})
}

async function probeFor(
  run: TargetRun,
  description: SecretDescription,
  kind: TargetKind,
  versions: readonly VersionToAsk[],
  userName: string | undefined,
): Promise<Probe | undefined> {
  const {context} = run
  const {tags} = description
  const command = probeOf(run.options, description)
  if (kind === 'command' && command !== undefined)
    return context.probes.command({...command, clock: context.clock, mask: text => run.mask(text)})
  if (kind === 'none')
    return targetNone(
      context.clock,
      versions.map(version => version.value),
    )
  const {sts, iam, appsync} = context.aws({region: description.arn.split(':')[3] ?? context.scope.region})
  if (kind === 'appsync-key') return appSyncKeyProbe({appsync, clock: context.clock, tags, ...apiIdTag(description)})
  if (kind !== 'iam-key') return undefined
  return iamKeyProbe({sts, iam, clock: context.clock, tags, ...(userName === undefined ? {} : {userName})})
}

/** The tag says it for values that hold the bare key. */
export function apiIdTag({tags}: Pick<SecretDescription, 'tags'>): {readonly apiId?: string} {
  const apiId = tags['secrot:api-id']
  return apiId === undefined || apiId === '' ? {} : {apiId}
}

function authFact({answer, againAt}: VersionAnswer, on: {text: string; source: FactSource}): Fact<Auth> {
  const {at} = answer
  if (answer.kind === 'unknown') return unknown(answer.reason)
  if (answer.kind === 'no' && answer.how !== undefined) return known('no', {text: answer.how, source: 'value', at})
  return known(answer.kind, {...on, at}, ...(againAt === undefined ? [] : [{...on, at: againAt}]))
}

/** The access keys inside the values that were read, by version. `tags` of the secret may name their fields. */
export function keysIn(
  values: ReadonlyMap<string, Sensitive>,
  tags: SecretDescription['tags'],
): ReadonlyMap<string, AccessKeyValue> {
  const found = new Map<string, AccessKeyValue>()
  for (const [versionId, value] of values) {
    const key = accessKeyIn(value, tags)
    if (key !== undefined) found.set(versionId, key)
  }
  return found
}

/** Whose keys these are: what a value says, else what IAM says of a key; undefined when nothing tells or they disagree. */
export async function userOf(
  run: Pick<TargetRun, 'context'>,
  {tags}: Pick<SecretDescription, 'tags'>,
  keys: ReadonlyMap<string, AccessKeyValue>,
): Promise<string | undefined> {
  const {context} = run
  const said = new Set([...keys.values()].map(key => key.userName).filter(name => name !== undefined))
  if (said.size > 1) return undefined
  const [named] = said
  if (named !== undefined) return named
  const tagged = tags['secrot:user-name']
  if (tagged !== undefined && tagged !== '') return tagged
  for (const key of keys.values()) {
    const used = await readFact('iam:GetAccessKeyLastUsed', () =>
      context.aws().iam.accessKeyLastUsed(key.accessKeyId, {signal: context.signal}),
    )
    if (used.kind === 'known' && used.value.userName !== undefined) return used.value.userName
  }
  return undefined
}

/**
 * The keys of the user with their last use, which may lag by hours. Beside the keys in `held`, an active one may be given
 * up one day: of that the trail is asked who used it in the last hours.
 */
export async function readKeys(
  run: DoctorRun,
  userName: string | undefined,
  {arn, held}: {readonly arn: string; readonly held: ReadonlySet<string>},
): Promise<Fact<KeyFacts>> {
  const {context} = run
  if (userName === undefined) return unknown('no IAM user is named in the value, nor known by its key')
  const {iam} = context.aws()
  const listed = await readFact('iam:ListAccessKeys', () => iam.listAccessKeys(userName, {signal: context.signal}))
  if (listed.kind === 'unknown') return listed
  const keys: KeyInfo[] = []
  for (const key of listed.value) {
    const used = await readFact('iam:GetAccessKeyLastUsed', () =>
      iam.accessKeyLastUsed(key.accessKeyId, {signal: context.signal}),
    )
    const {lastUsedAt, service} = used.kind === 'known' ? used.value : {}
    const isSpare = key.active && listed.value.length > 1 && !held.has(key.accessKeyId)
    keys.push({
      ...key,
      ...(lastUsedAt === undefined ? {} : {lastUsedAt}),
      ...(service === undefined ? {} : {lastUsedService: service}),
      ...(isSpare ? {uses: await keyUsesOf(run, arn, key.accessKeyId)} : {}),
    })
  }
  return known({userName, keys, readAt: context.clock.now()})
}
