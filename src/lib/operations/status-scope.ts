import pMap from 'p-map'
import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {EventsAnswer, RotationEventName} from '../history/events.ts'
import {eventsNeeded} from '../rotation/events-rule.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {verdictOf} from '../rotation/verdict.ts'
import type {Context} from './context.ts'
import {gatherFacts, notReadOf, valueOf} from './status-gather.ts'
import {describeNamed, failureOf, listScope, type LookOptions, type Suspect} from './status-list.ts'
import {lineOf} from './status-line.ts'
import {
  eventsSince,
  makeStatusReader,
  pendingEventNames,
  serviceEventNames,
  type StatusReader,
} from './status-reader.ts'
import type {NotRead, StatusFailure, StatusLine, StatusScope} from './status-result.ts'
import type {FleetOptions} from './status-fleet-options.ts'
import {tryRead} from './try-read.ts'

/** Secrets of one scope that are described, or whose log is read, at the same time. */
const secretsAtOnce = 8

/** What is looked at in one account and region. */
export interface FleetPart {
  readonly scope: AwsScope
  /** Named secrets; none: all are listed. */
  readonly secrets: readonly string[]
}

/** One account and region of a fleet. */
export interface FleetScope {
  /** `onFirstReply`: the clock is AWS's from now on. */
  look(onFirstReply: () => void): Promise<ScopeAnswer>
  refresh(): void
}

export interface ScopeAnswer {
  readonly scope: StatusScope
  readonly lines: readonly StatusLine[]
  readonly seen: number
  readonly listedAt?: number
  readonly describedAt?: number
  readonly notRead: readonly NotRead[]
  readonly failures: readonly StatusFailure[]
}

/** `several`: a scope that cannot be looked at is said and the others go on. */
export function makeFleetScope(context: Context, part: FleetPart, options: FleetOptions, several: boolean): FleetScope {
  const reader = makeStatusReader(context, part.scope)
  return {
    refresh: () => reader.refresh(),
    async look(onFirstReply) {
      try {
        return await lookAt(context, reader, part, {...options, onFirstReply})
      } catch (error) {
        if (!several || !(error instanceof SecrotError) || error.exit === EXIT.interrupted) throw error
        const {role, region} = reader.scope
        const accountId = parseArn(role ?? '')?.accountId
        const subject = accountId === undefined ? region : `${accountId} ${region}`
        const failure = {...failureOf(error), subject}
        const scope = {...reader.scope, ...(accountId === undefined ? {} : {accountId})}
        return {scope, lines: [], seen: 0, notRead: [], failures: [failure]}
      }
    },
  }
}

async function lookAt(
  context: Context,
  reader: StatusReader,
  part: FleetPart,
  options: LookOptions,
): Promise<ScopeAnswer> {
  const fresh = part.secrets.length > 0
  const [listed, caller] = await Promise.all([
    fresh ? describeNamed(context, reader, part.secrets, options) : listScope(context, reader, options),
    context.caller(reader.scope),
  ])
  const described = await pMap(listed.suspects, suspect => (fresh ? suspect : describeAgain(reader, suspect)), {
    concurrency: secretsAtOnce,
    signal: context.signal,
  })
  const suspects = described.filter(suspect => suspect !== undefined)
  const now = context.clock.now()
  const judged = await judgeAll(context, reader, suspects, now, listed.functionUsers)
  const shown = judged.filter(line => options.verdicts?.includes(line.verdict) ?? true)
  for (const line of shown) options.onLine?.(line)
  return {
    scope: {...reader.scope, callerArn: caller.arn, accountId: caller.accountId},
    lines: [...listed.lines, ...shown],
    seen: listed.seen - (listed.suspects.length - suspects.length),
    ...(listed.listedAt === undefined ? {} : {listedAt: listed.listedAt}),
    ...(fresh || suspects.length > 0 ? {describedAt: now} : {}),
    notRead: judged.flatMap(line => line.notRead),
    failures: listed.failures,
  }
}

/** The list may lag by five minutes, so whatever looks suspicious there is read afresh. undefined: it is gone. */
async function describeAgain(reader: StatusReader, {description}: Suspect): Promise<Suspect | undefined> {
  const {arn, name} = description
  const read = await tryRead('secretsmanager:DescribeSecret', () => reader.describe(arn).catch(undefinedIfGone))
  if (read.kind === 'read') return read.value === undefined ? undefined : {description: read.value, notRead: []}
  const action = read.kind === 'denied' ? {action: read.action} : {}
  return {description, notRead: [{fact: 'labels', subject: name, reason: read.reason, ...action}]}
}

function undefinedIfGone(error: unknown): undefined {
  if (error instanceof SecrotError && error.code === 'SECRET_NOT_FOUND') return undefined
  throw error
}

async function judgeAll(
  context: Context,
  reader: StatusReader,
  suspects: readonly Suspect[],
  now: number,
  functionUsers: ReadonlyMap<string, number> | undefined,
): Promise<readonly StatusLine[]> {
  const events = await eventsFor(context, reader, suspects, now)
  return pMap(
    suspects,
    async ({description, notRead}) => {
      const answer = events.get(description.primaryRegion ?? reader.scope.region)
      const needed = eventsNeeded(description, now) !== undefined
      const users = functionUsers?.get(description.rotationFunctionArn ?? '')
      const gathered = await gatherFacts(reader, description, now, {
        full: false,
        sharedFunction: users !== 1,
        ...(answer === undefined || !needed ? {} : {events: answer}),
      })
      const judgement = verdictOf(gathered.facts)
      const versions = valueOf(gathered.versions)
      return lineOf({
        description,
        judgement,
        scope: reader.scope,
        events: gathered.facts.events,
        ...(versions === undefined ? {} : {versions}),
        notRead: [...notRead, ...gathered.notRead, ...notReadOf(judgement, description, reader.scope.region)],
      })
    },
    {concurrency: secretsAtOnce, signal: context.signal},
  )
}

/** One look-up per region for all its suspicious secrets, as far back as the oldest of them needs. */
async function eventsFor(
  context: Context,
  reader: StatusReader,
  suspects: readonly Suspect[],
  now: number,
): Promise<ReadonlyMap<string, {answer: EventsAnswer; names: readonly RotationEventName[]}>> {
  const asking = suspects.map(suspect => suspect.description).filter(secret => eventsNeeded(secret, now) !== undefined)
  const regions = Map.groupBy(asking, secret => secret.primaryRegion ?? reader.scope.region)
  const answers = await pMap(
    [...regions],
    async ([region, secrets]) => {
      const names = secrets.some(secret => isPending(secret, now)) ? pendingEventNames : serviceEventNames
      const since = Math.min(...secrets.map(secret => eventsSince(secret, now)))
      context.progress.activity(`events of ${region} since ${new Date(since).toISOString().slice(0, 10)}`)
      return [region, {answer: await reader.events(secrets[0]!, names, since), names}] as const
    },
    {signal: context.signal},
  )
  return new Map(answers)
}

function isPending(secret: SecretDescription, now: number): boolean {
  return eventsNeeded(secret, now) === 'pending'
}
