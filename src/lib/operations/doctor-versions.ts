import {
  type ApiKeyFacts,
  type Auth,
  type EventFacts,
  type Fact,
  isHoldLabel,
  type KeyFacts,
  type Proof,
  type TargetKind,
  unknown,
  type VersionFacts,
} from '../doctor/facts.ts'
import {ownerOf} from '../doctor/owning-service.ts'
import {valueByEvents} from '../doctor/readings/value.ts'
import {argvOf} from '../probes/argv.ts'
import type {VersionToAsk} from '../probes/session.ts'
import {holdsPlaceholder} from '../rotation/first-value.ts'
import type {SecretDescription, Version} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import type {Sensitive} from '../sensitive.ts'
import {type ByList, byKeyList, isTaken, SPARED} from './doctor-key-answers.ts'
import type {Roles, VersionsAhead} from './doctor-roles.ts'
import {readApiKeys} from './doctor-api-keys.ts'
import {probeOf} from './configured-probe.ts'
import {sayProbeReads, valueOfVersions} from './probe-said.ts'
import {
  type AskedTarget,
  askTarget,
  isTaggedTarget,
  keysIn,
  readKeys,
  taggedTargets,
  targetByFunction,
  userOf,
} from './doctor-target.ts'
import type {DoctorRun} from './doctor-run.ts'
import {nounIn, versionFacts} from './doctor-version-facts.ts'
import {type ReadValue, readValues} from './doctor-values.ts'

/** Versions beside the three labelled ones that are asked about, newest first. */
const MOST_OTHERS = 10

export interface VersionsRead {
  readonly facts: ReadonlyMap<string, VersionFacts>
  readonly target: TargetKind
  readonly check?: Proof
  readonly keys: Fact<KeyFacts>
  readonly apiKeys?: Fact<ApiKeyFacts>
  readonly noun?: string
}

type Values = ReadonlyMap<string, ReadValue>
type Answers = ReadonlyMap<string, Fact<Auth>>

/** Values, answers of the target and makers of all versions that matter. Values are read with consent only. */
export async function readVersions(run: DoctorRun, input: VersionsAhead): Promise<VersionsRead> {
  const {description, roles, codeSha256} = input
  const target = isOnlyPlaceholder(description) ? 'unnamed' : await targetByFunction(run, description, codeSha256)
  sayUnknownTarget(run, description)
  const labelled = [roles.pending, roles.current, roles.previous].filter(version => version !== undefined)
  const wanted = await wantsValues(run, input, target, labelled)
  const values = wanted ? await readValues(run, description.arn, idsOf(labelled)) : new Map<string, ReadValue>()
  const {keys, userName, byList} = await keysOf(run, input, target, values)
  const trusted = idsOf([roles.current, roles.previous, roles.pending].filter(version => version !== undefined))
  const who = {trusted, ...(userName === undefined ? {} : {userName})}
  const ask = (versions: readonly Version[], read: Values) =>
    askTarget(run, description, target, readOnes(versions, read), who)
  const {auth: firstAuth, spared, ...first} = await askLabelled(roles, byList, versions => ask(versions, values))

  const others = wanted && target !== 'unnamed' ? othersToAsk(input, firstAuth) : []
  if (target === 'command') sayProbe(run, description, others)
  const otherValues = await readValues(run, description.arn, idsOf(others))
  const second = await ask(others, otherValues)
  const allValues = new Map([...values, ...otherValues])
  const auth = new Map([...firstAuth, ...second.auth])
  const check = first.check ?? second.check
  const noun = nounIn(allValues, target)
  const known = {...input, events: await input.events}
  const apiKeys = target === 'appsync-key' ? await readApiKeys(run, description, values) : undefined
  return {
    facts: versionFacts({run, input: known, target, values: allValues, auth, spared}),
    target,
    keys,
    ...(apiKeys === undefined ? {} : {apiKeys}),
    ...(check === undefined ? {} : {check}),
    ...(noun === undefined ? {} : {noun}),
  }
}

/** What holds no credential yet is none that a target could refuse; a pending value may be one all the same. */
function isOnlyPlaceholder(description: SecretDescription): boolean {
  return holdsPlaceholder(description) && pendingVersionOf(description.staging) === undefined
}

/**
 * A value can tell something where a target can be asked, or where a version is pending that the trail does not show empty.
 * Only then the look-ups are waited for.
 */
async function wantsValues(
  run: DoctorRun,
  {description, events, roles}: VersionsAhead,
  target: TargetKind,
  labelled: readonly Version[],
): Promise<boolean> {
  if (labelled.length === 0) return false
  if (target === 'unnamed' && !(await pendingTells(description, roles.pending, events))) return false
  if (!(await run.mayReadValues(labelled.length))) return false
  if (target === 'command') sayProbe(run, description, labelled)
  return true
}

/** Of a secret that a service owns nothing is decided by its value. */
async function pendingTells(
  description: SecretDescription,
  pending: Version | undefined,
  events: Promise<Fact<EventFacts>>,
): Promise<boolean> {
  if (pending === undefined || ownerOf(description) !== undefined) return false
  return valueByEvents(await events, pending).kind === 'unknown'
}

/** A tag with a typing error would otherwise be as good as none. */
function sayUnknownTarget({context, options, said}: DoctorRun, {arn, name, tags}: SecretDescription): void {
  const tag = tags['secrot:target']
  const key = `target ${arn}`
  if (tag === undefined || options.target !== undefined || isTaggedTarget(tag) || said.has(key)) return
  said.add(key)
  const shown = /^[\w.-]{1,40}$/.test(tag) ? `"${tag}"` : 'something else'
  context.progress.warn(
    `${name}: the tag secrot:target is ${shown}, which is no target; it may be ${taggedTargets.join(', ')}.`,
  )
}

/**
 * What a probe gets to read is said, each version once. Over several secrets nobody knows yet how many there will be, and it
 * is said without a number.
 */
function sayProbe(run: DoctorRun, description: SecretDescription, versions: readonly Version[]): void {
  const {context, options, said, secretCount} = run
  const probe = probeOf(options, description)
  if (probe === undefined) return
  const key = `probe ${probe.command}`
  const isFirst = !said.has(key)
  const unsaid = versions.filter(({versionId}) => !said.has(`${key} ${versionId}`))
  said.add(key)
  for (const {versionId} of unsaid) said.add(`${key} ${versionId}`)
  const [name] = argvOf(probe.command)
  if (secretCount === 1 && unsaid.length > 0)
    sayProbeReads(context, name, valueOfVersions(unsaid.length, isFirst ? '' : 'more '))
  if (secretCount > 1 && isFirst) sayProbeReads(context, name, 'each value that it is asked about')
}

/**
 * Asks about the labelled versions; of AWSPREVIOUS, whose key asking would use, only where AWSCURRENT is not taken: else no
 * row of the table looks at it. What was accepted is asked again beside it then, since identities are compared within a round.
 */
async function askLabelled(
  roles: Roles,
  {answers, sparing}: ByList,
  ask: (versions: readonly Version[]) => Promise<AskedTarget>,
): Promise<AskedTarget & {readonly spared?: string}> {
  const labelled = [roles.pending, roles.current, roles.previous].filter(version => version !== undefined)
  const open = labelled.filter(({versionId}) => !answers.has(versionId))
  const first = await ask(open.filter(({versionId}) => versionId !== sparing))
  const auth = new Map([...answers, ...first.auth])
  if (sparing === undefined) return {...first, auth}
  if (isTaken(roles.current, auth))
    return {...first, auth: new Map([...auth, [sparing, unknown(SPARED)]]), spared: sparing}
  const again = await ask(open.filter(version => version.versionId === sparing || isTaken(version, auth)))
  return {...first, auth: new Map([...auth, ...again.auth])}
}

async function keysOf(
  run: DoctorRun,
  {description, roles}: Pick<VersionsAhead, 'description' | 'roles'>,
  target: TargetKind,
  values: Values,
): Promise<{readonly keys: Fact<KeyFacts>; readonly userName?: string; readonly byList: ByList}> {
  if (target !== 'iam-key') return {keys: unknown('no access key is looked at'), byList: {answers: new Map()}}
  const inValues = keysIn(sensitives(values), description.tags)
  const userName = await userOf(run, description, inValues)
  const held = new Set([...inValues.values()].map(key => key.accessKeyId))
  const keys = await readKeys(run, userName, {arn: description.arn, held})
  return {
    keys,
    byList: byKeyList(keys, inValues, roles),
    ...(userName === undefined ? {} : {userName}),
  }
}

/**
 * Further versions: while the target rejects AWSCURRENT and no other labelled version works, any may be the one it takes;
 * and a recovery label may go only from a version that was asked about.
 */
function othersToAsk({roles}: Pick<VersionsAhead, 'roles'>, auth: Answers): readonly Version[] {
  const rejected = (version: Version | undefined) => {
    const fact = version === undefined ? undefined : auth.get(version.versionId)
    return fact?.kind === 'known' && fact.value !== 'yes'
  }
  const accepted = [...auth.values()].some(fact => fact.kind === 'known' && fact.value === 'yes')
  if (rejected(roles.current) && !accepted) return roles.others.slice(0, MOST_OTHERS)
  return roles.others.filter(version => version.labels.some(label => isHoldLabel(label))).slice(0, MOST_OTHERS)
}

function readOnes(versions: readonly Version[], values: Values): readonly VersionToAsk[] {
  return versions.flatMap(({versionId, createdAt}) => {
    const read = values.get(versionId)
    if (read?.kind !== 'read') return []
    return [{versionId, value: read.value, ...(createdAt === undefined ? {} : {createdAt})}]
  })
}

function sensitives(values: Values): ReadonlyMap<string, Sensitive> {
  return new Map([...values].flatMap(([id, read]) => (read.kind === 'read' ? [[id, read.value] as const] : [])))
}

function idsOf(versions: readonly Version[]): readonly string[] {
  return versions.map(version => version.versionId)
}
