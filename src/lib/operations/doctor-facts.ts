import {parseArn} from '../arn.ts'
import {
  type EnvironmentFacts,
  type EventFacts,
  type Fact,
  type FunctionFacts,
  type LabelFacts,
  known,
  type LogFacts,
  type RunningFacts,
  type SecretFacts,
  unknown,
  valueOf,
} from '../doctor/facts.ts'
import {rootErrorOf} from '../doctor/failures.ts'
import {runningOf} from '../doctor/readings/running.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {doctorFunctionActions, readFunction, readInvokePermission} from './doctor-function.ts'
import {doctorEncryptionActions, readKeysOf} from './doctor-encryption.ts'
import {doctorHistoryActions, readEvents, readLog} from './doctor-history.ts'
import {setSecretSentBefore} from './doctor-past.ts'
import {readFact} from './doctor-read.ts'
import {doctorRoleAccessActions, readRoleAccess, roleOf} from './doctor-role-access.ts'
import {rolesOf} from './doctor-roles.ts'
import type {DoctorRun} from './doctor-run.ts'
import {doctorTargetActions} from './doctor-target.ts'
import {doctorValueActions} from './doctor-values.ts'
import {readVersions, type VersionsRead} from './doctor-versions.ts'
import {wantedOf} from './wanted-interval.ts'

export const doctorFactsActions = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:ListSecretVersionIds',
  ...doctorFunctionActions,
  ...doctorHistoryActions,
  ...doctorEncryptionActions,
  ...doctorRoleAccessActions,
  ...doctorTargetActions,
  ...doctorValueActions,
] as const

/** A secret as it was found: by its full ARN, ever after. */
export interface Patient {
  readonly arn: string
  readonly name: string
}

/** Labels of one secret, all versions included. */
export async function readLabels(run: DoctorRun, arn: string): Promise<Fact<LabelFacts>> {
  const {context} = run
  const {secrets} = context.aws({region: regionOf(run, arn)})
  const options = {signal: context.signal}
  const description = await readFact('secretsmanager:DescribeSecret', () => secrets.describe(arn, options))
  if (description.kind === 'unknown') return description
  const versions = await readFact('secretsmanager:ListSecretVersionIds', () =>
    secrets.listVersions(arn, {...options, includeDeprecated: true}),
  )
  if (versions.kind === 'unknown') return versions
  return known({description: description.value, versions: versions.value, readAt: context.clock.now()})
}

export interface GatherOptions {
  /** Read before, as a fleet does to know how far back events matter. Absent: read now. */
  readonly labels?: Fact<LabelFacts>
  /**
   * One after the other, what decides most last: right before acting nothing may be older than it has to be. Absent: the
   * target is asked while the look-ups, which take a second each, are under way.
   */
  readonly inOrder?: boolean
}

/** Everything the rules read about one secret, once. Throws only what concerns the whole run. */
export async function gatherFacts(run: DoctorRun, patient: Patient, options: GatherOptions = {}): Promise<SecretFacts> {
  const labelFact = options.labels ?? (await readLabels(run, patient.arn))
  if (labelFact.kind === 'unknown') return emptyFacts(run, patient, labelFact)
  const {description, versions} = labelFact.value
  const roles = rolesOf(versions)
  const found = await readFunction(run, {...description, arn: patient.arn}, description.rotationFunctionArn)
  const lookups = readEvents(run, description, versions)
  if (options.inOrder === true) await lookups
  const {roleArn: functionRoleArn, codeSha256} = configurationOf(found) ?? {}
  const asking = readVersions(run, {description, roles, events: lookups, functionRoleArn, codeSha256})
  const [events, read, permission, base, sentBefore, kmsKeys, role] = await afterProbes(asking, [
    lookups,
    asking,
    readInvokePermission(run, patient.arn, description.rotationFunctionArn, found),
    baseFacts(run, patient),
    setSecretSentBefore(run, patient.arn, roles.pending),
    readKeysOf(run, description, versions, roleOf(description, found)),
    readRoleAccess(run, description, found),
  ])
  // Last: a step that began meanwhile shows here first.
  const log = await readLog(run, {description, versions, events, found})
  const version = (id: string | undefined) => (id === undefined ? undefined : read.facts.get(id))
  const pending = version(roles.pending?.versionId)
  const current = version(roles.current?.versionId)
  const previous = version(roles.previous?.versionId)
  const running = readRunning(run, {
    description,
    events,
    log,
    found,
    read,
    roles: {pending: pending?.versionId, current: current?.versionId},
  })
  const memory = run.memory(patient.arn)
  const facts = {
    ...base,
    labels: labelFact,
    pendingOnCurrent: current?.labels.includes('AWSPENDING') === true,
    others: roles.others.flatMap(other => version(other.versionId) ?? []),
    running,
    events,
    log,
    function: found,
    invokePermission: permission,
    kmsKeys,
    ...(role === undefined ? {} : {role}),
    keys: read.keys,
    ...(read.apiKeys === undefined ? {} : {apiKeys: read.apiKeys}),
    freshSteps: memory.freshSteps,
    target: read.target,
    exhausted: memory.exhausted,
    attested: attestedOf(running, pending, current, previous),
    ...(pending === undefined ? {} : {pending}),
    ...(current === undefined ? {} : {current}),
    ...(previous === undefined ? {} : {previous}),
    ...(read.check === undefined ? {} : {targetCheck: read.check}),
    ...(sentBefore === undefined ? {} : {setSecretSentBefore: sentBefore}),
    ...(read.noun === undefined ? {} : {credentialNoun: read.noun}),
  }
  const rootError = rootErrorOf(facts)
  return rootError === undefined ? facts : {...facts, rootError}
}

/** All of it, or the first failure, but never while a probe still runs: it is a process that would be left behind. */
async function afterProbes<T extends readonly unknown[]>(
  probes: Promise<unknown>,
  work: {readonly [K in keyof T]: Promise<T[K]>},
): Promise<T> {
  try {
    return await Promise.all(work)
  } catch (error) {
    await Promise.allSettled([probes])
    throw error
  }
}

interface RunningSources {
  readonly description: SecretDescription
  readonly events: Fact<EventFacts>
  readonly log: Fact<LogFacts>
  readonly found: Fact<FunctionFacts>
  readonly read: VersionsRead
  readonly roles: {readonly pending: string | undefined; readonly current: string | undefined}
}

function readRunning(run: DoctorRun, sources: RunningSources): RunningFacts {
  const {description, events, log, found, read, roles} = sources
  const authOf = (id: string | undefined) =>
    id === undefined ? undefined : valueOf(read.facts.get(id)?.auth ?? unknown(''))
  const memory = run.memory(description.arn)
  const currentAuth = authOf(roles.current)
  const timeoutMs = configurationOf(found)?.timeoutMs
  return runningOf({
    now: run.context.clock.now(),
    description: withoutOwnChange(description, memory),
    events,
    log,
    consumersDownPendingLive: authOf(roles.pending) === 'yes' && (currentAuth === 'no' || currentAuth === 'gone'),
    assumeIdle: memory.attested.idle === true,
    ...(timeoutMs === undefined ? {} : {functionTimeoutMs: timeoutMs}),
  })
}

/** LastChangedDate as it was before this run's own label moves: those are no sign of a rotation. */
function withoutOwnChange(
  description: SecretDescription,
  memory: {readonly changedBefore?: number | undefined; readonly ownChangeAt?: number | undefined},
): SecretDescription {
  const {lastChangedAt, ...rest} = description
  if (lastChangedAt === undefined || memory.ownChangeAt !== lastChangedAt) return description
  return memory.changedBefore === undefined ? rest : {...rest, lastChangedAt: memory.changedBefore}
}

function configurationOf(found: Fact<FunctionFacts>) {
  return found.kind === 'known' && found.value.kind === 'found' ? found.value.configuration : undefined
}

/** What a person said and this secret's facts rest on. */
function attestedOf(
  running: RunningFacts,
  ...versions: readonly (SecretFacts['pending'] | undefined)[]
): readonly string[] {
  const roles = ['pending', 'current', 'previous'] as const
  const said = versions.flatMap((version, index) => {
    const auth = version?.auth
    const accepted =
      auth?.kind === 'known' && auth.attested === true
        ? [`${roles[index]}=${auth.value === 'yes' ? 'accepted' : 'rejected'}`]
        : []
    const maker = version?.maker.kind === 'known' && version.maker.attested === true ? ['maker=function'] : []
    return [...accepted, ...maker]
  })
  return running.attested === true ? [...said, 'idle'] : said
}

async function baseFacts(run: DoctorRun, patient: Patient) {
  const {options, context} = run
  const wanted = wantedOf(options.intervals ?? [], patient)
  return {
    arn: patient.arn,
    name: patient.name,
    now: context.clock.now(),
    environment: await environmentOf(run, patient.arn),
    trustedCode: options.trustedCode,
    options: {
      expectRotation: options.expectRotation,
      tidy: options.tidy,
      unusedForMs: options.unusedForMs,
      ...(options.choice === undefined ? {} : {choice: options.choice}),
      ...(wanted === undefined ? {} : {wanted}),
    },
  }
}

async function environmentOf(run: DoctorRun, arn: string): Promise<EnvironmentFacts> {
  const {context} = run
  const region = regionOf(run, arn)
  const caller = await context.caller({region})
  const {skewMs} = context.clock
  return {
    account: parseArn(arn)?.accountId ?? caller.accountId,
    region,
    callerArn: caller.arn,
    ...(skewMs === undefined ? {} : {clockSkewMs: skewMs}),
  }
}

export function regionOf(run: Pick<DoctorRun, 'context'>, arn: string): string {
  return parseArn(arn)?.region ?? run.context.scope.region
}

/** Labels unreadable: everything else is unknown for the same reason. */
async function emptyFacts(run: DoctorRun, patient: Patient, labels: Fact<never>): Promise<SecretFacts> {
  return {
    ...(await baseFacts(run, patient)),
    labels,
    pendingOnCurrent: false,
    others: [],
    running: {value: '?', why: 'the labels could not be read', proof: [], actions: []},
    events: labels,
    log: labels,
    function: labels,
    invokePermission: labels,
    keys: labels,
    freshSteps: [],
    target: 'unnamed',
    attested: [],
    exhausted: [],
  }
}
