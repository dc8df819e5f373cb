import {
  type Auth,
  type Fact,
  known,
  type Maker,
  type TargetKind,
  unknown,
  type ValueClass,
  valueOf,
  type VersionFacts,
} from '../doctor/facts.ts'
import {makerOf} from '../doctor/readings/maker.ts'
import {valueByEvents} from '../doctor/readings/value.ts'
import {apiIdIn, apiKeyIn, apiKeyName, lackingApiKey, mayHoldApiKey} from '../probes/appsync-key.ts'
import {accessKeyIn, lackingAccessKey} from '../probes/iam-key.ts'
import {fieldsOf, makeSameValue, nounOf} from '../probes/values.ts'
import {holdsPlaceholder} from '../rotation/first-value.ts'
import type {Version} from '../rotation/secret.ts'
import type {Sensitive} from '../sensitive.ts'
import type {Attested} from './doctor-options.ts'
import type {DoctorRun} from './doctor-run.ts'
import type {ReadValue} from './doctor-values.ts'
import type {VersionsInput} from './doctor-roles.ts'

type Tags = VersionsInput['description']['tags']

interface Read {
  readonly run: DoctorRun
  readonly input: VersionsInput
  readonly target: TargetKind
  readonly values: ReadonlyMap<string, ReadValue>
  readonly auth: ReadonlyMap<string, Fact<Auth>>
  /** The version that was not asked about although its value was read. */
  readonly spared?: string | undefined
}

/** All that is known of each version. Only classes of values leave here, never a value or a digest. */
export function versionFacts(read: Read): ReadonlyMap<string, VersionFacts> {
  const {pending, current, previous, others} = read.input.roles
  const all = [pending, current, previous, ...others].filter(version => version !== undefined)
  return new Map(all.map(version => [version.versionId, factsOf(read, version)]))
}

/** What the credential is called, by the names of the fields that were read. */
export function nounIn(values: ReadonlyMap<string, ReadValue>, target: TargetKind): string | undefined {
  if (target === 'iam-key' || target === 'appsync-key') return 'key'
  const nouns = [...values.values()].map(read => (read.kind === 'read' ? nounOf(read.value) : undefined))
  return nouns.find(noun => noun !== undefined)
}

function factsOf(read: Read, version: Version): VersionFacts {
  const {run, input, values} = read
  const {versionId, labels, createdAt} = version
  const valueFact = valueFactOf(read, version)
  const value = values.get(versionId)
  const {tags} = input.description
  const key = value?.kind === 'read' ? accessKeyIn(value.value, tags) : undefined
  const unparsable = value?.kind === 'read' ? unparsableOf(read, value.value, versionId) : undefined
  const {attested} = run.memory(input.description.arn)
  const role = roleOf(read, version)
  const maker = makerOf(input.events, input.functionRoleArn, version, input.roles.current)
  return {
    versionId,
    labels,
    value: valueOf(valueFact) ?? 'unread',
    valueProof: valueFact,
    auth: attestedAuth(run, role === undefined ? undefined : attested[role], authOf(read, version, valueFact)),
    maker: role === 'pending' ? attestedMaker(run, attested, maker) : maker,
    ...(createdAt === undefined ? {} : {createdAt}),
    ...(key === undefined || read.target !== 'iam-key' ? {} : {accessKeyId: key.accessKeyId}),
    ...(value?.kind === 'read' && read.target === 'appsync-key' ? apiKeyFacts(value.value, tags) : {}),
    ...(unparsable === undefined ? {} : {unparsable}),
    ...(versionId === read.spared ? {spared: true} : {}),
    ...(value?.kind === 'unread' ? {valueUnread: value.fact} : {}),
  }
}

function apiKeyFacts(value: Sensitive, tags: Tags): Pick<VersionFacts, 'apiKey' | 'apiId' | 'holdsNoApiKey'> {
  const found = apiKeyIn(value, tags)
  const apiId = apiIdIn(value, tags)
  return {
    ...(found === undefined ? {} : {apiKey: apiKeyName(found.key)}),
    ...(mayHoldApiKey(value) ? {} : {holdsNoApiKey: true}),
    ...(apiId === undefined ? {} : {apiId}),
  }
}

function roleOf({input: {roles}}: Read, version: Version): 'pending' | 'current' | 'previous' | undefined {
  if (version === roles.pending) return 'pending'
  if (version === roles.current) return 'current'
  return version === roles.previous ? 'previous' : undefined
}

/** empty, copy or own where the value was read; else what the trail tells; stored values that were not read stay unread. */
function valueFactOf({run, input, values}: Read, version: Version): Fact<ValueClass> {
  const read = values.get(version.versionId)
  if (read === undefined) return valueByEvents(input.events, version)
  if (read.kind === 'unread') return read.fact
  const on = {text: 'GetSecretValue', source: 'value', at: read.at} as const
  if (read.kind === 'empty') return known('empty', {...on, text: 'no value is stored'})
  const current = input.roles.current
  const currentRead = current === undefined ? undefined : values.get(current.versionId)
  if (version === current) return known('own', on)
  // Not comparable is not own: the copy of a value that could not be read looks like any other.
  if (currentRead?.kind !== 'read')
    return current === undefined ? known('own', on) : unknown('AWSCURRENT could not be read to compare')
  const same = makeSameValue(run.digestKey)(read.value, currentRead.value)
  return known(same ? 'copy' : 'own', on)
}

function authOf(read: Read, version: Version, value: Fact<ValueClass>): Fact<Auth> {
  const {target, auth, values} = read
  const asked = auth.get(version.versionId)
  if (asked?.kind === 'known') return asked
  const tested = testedAuth(read, version)
  if (tested !== undefined) return tested
  if (asked !== undefined) return asked
  if (valueOf(value) === 'empty') return unknown('there is no value to ask with')
  if (version === read.input.roles.current && holdsPlaceholder(read.input.description))
    return unknown('it is only a placeholder until the first rotation')
  if (target === 'unnamed') return unknown('no target was named (--probe, --target)')
  const stored = values.get(version.versionId)
  return stored?.kind === 'unread'
    ? stored.fact
    : unknown('its value was not read (--read-values)', 'secretsmanager:GetSecretValue')
}

/**
 * What testSecret said in this run, for the pending version and a trusted function only: a pass accepts, an exception of
 * the handler rejects; a function that could not do its work says nothing about the value.
 */
function testedAuth({run, input}: Read, version: Version): Fact<Auth> | undefined {
  if (version !== input.roles.pending) return undefined
  const memory = run.memory(input.description.arn)
  const sent = memory.freshSteps.findLast(step => step.step === 'testSecret' && step.versionId === version.versionId)
  if (sent === undefined || !sent.trusted) return undefined
  const on = {text: 'testSecret', source: 'step', at: sent.at} as const
  if (sent.ok) return known<Auth>('yes', on)
  return sent.failure?.kind === 'exception' ? known<Auth>('no', on) : undefined
}

/** What a person says fills what nobody could read; it never stands against an answer. */
function attestedAuth(run: DoctorRun, said: Attested['pending'], auth: Fact<Auth>): Fact<Auth> {
  if (auth.kind === 'known' || said === undefined) return auth
  const at = run.context.clock.now()
  const value = said === 'accepted' ? 'yes' : 'no'
  return {...known<Auth>(value, {text: `you said so (${said})`, source: 'attested', at}), attested: true}
}

function attestedMaker(run: DoctorRun, attested: Attested, maker: Fact<Maker>): Fact<Maker> {
  if (attested.makerIsFunction !== true || maker.kind === 'known') return maker
  const at = run.context.clock.now()
  return {...known<Maker>('fn', {text: 'you said so (maker=function)', source: 'attested', at}), attested: true}
}

/** A value that its kind of target cannot use, in words without any part of it. */
function unparsableOf({input, target, values}: Read, value: Sensitive, versionId: string): string | undefined {
  const {tags} = input.description
  if (target === 'iam-key') return accessKeyIn(value, tags) === undefined ? lackingAccessKey(tags) : undefined
  if (target === 'appsync-key') return apiKeyIn(value, tags) === undefined ? lackingApiKey(tags) : undefined
  if (fieldsOf(value) !== undefined) return undefined
  const others = [...values].filter(([id, read]) => id !== versionId && read.kind === 'read')
  const objects = others.filter(([, read]) => read.kind === 'read' && fieldsOf(read.value) !== undefined)
  return others.length > 0 && objects.length === others.length
    ? 'is no JSON object, unlike every other version'
    : undefined
}
