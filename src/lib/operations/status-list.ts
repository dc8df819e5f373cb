import pMap from 'p-map'
import {EXIT, SecrotError} from '../errors.ts'
import {eventsNeeded} from '../rotation/events-rule.ts'
import type {Judgement} from '../rotation/judgement.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {verdictOf} from '../rotation/verdict.ts'
import {plainWhy} from '../rotation/why.ts'
import {beginning} from './beginning.ts'
import type {Context} from './context.ts'
import {listFleet} from './listing.ts'
import type {FleetOptions} from './status-fleet-options.ts'
import {lineOf} from './status-line.ts'
import type {StatusReader} from './status-reader.ts'
import type {NotRead, StatusFailure, StatusLine} from './status-result.ts'
import {tagFilters, tagged} from './tag-filters.ts'

/** A secret that the listing alone does not settle. */
export interface Suspect {
  readonly description: SecretDescription
  readonly notRead: readonly NotRead[]
}

export interface Listed {
  /** Secrets that are off or healthy by the listing alone. */
  readonly lines: readonly StatusLine[]
  readonly suspects: readonly Suspect[]
  readonly seen: number
  /** Time of the first page; absent: the secrets were named, not listed. */
  readonly listedAt?: number
  /** How many secrets name each function. Absent: only a part was listed, so nobody knows. */
  readonly functionUsers?: ReadonlyMap<string, number>
  readonly failures: readonly StatusFailure[]
}

export interface LookOptions extends FleetOptions {
  readonly onFirstReply: () => void
}

/** Goes through the listing of one account and region, page by page, and sorts out what wants a closer look. */
export async function listScope(context: Context, reader: StatusReader, options: LookOptions): Promise<Listed> {
  const began = beginning(context.clock)
  let first: {readonly at: number; readonly sieve: Sieve} | undefined
  // Only the first reply tells AWS's time, by which all is judged.
  const onReply = () => {
    if (first !== undefined) return first
    options.onFirstReply()
    const at = began()
    first = {at, sieve: makeSieve(reader, options, at)}
    return first
  }
  const functionUsers = new Map<string, number>()
  const pages = listFleet(context.aws(reader.scope).secrets, {
    signal: context.signal,
    filters: [...options.filters, ...tagFilters(options.tags)],
    parallel: options.parallel,
  })
  for await (const page of pages) {
    const {sieve} = onReply()
    for (const description of page) {
      const arn = description.rotationFunctionArn
      if (arn !== undefined) functionUsers.set(arn, (functionUsers.get(arn) ?? 0) + 1)
      sieve.take(description)
    }
    context.progress.activity(`${sieve.seen()} secrets of ${reader.scope.region} listed`)
  }
  const whole = options.filters.length === 0 && options.tags.length === 0
  const {at, sieve} = onReply()
  return {...sieve.found(), listedAt: at, failures: [], ...(whole ? {functionUsers} : {})}
}

/** Describes the named secrets; one that cannot be read is a failure of its own, unless it is the only one. */
export async function describeNamed(
  context: Context,
  reader: StatusReader,
  named: readonly string[],
  options: LookOptions,
): Promise<Listed> {
  const failures: StatusFailure[] = []
  const described = await pMap(
    named,
    async secretId => {
      try {
        return await reader.describe(secretId)
      } catch (error) {
        if (!(error instanceof SecrotError) || error.exit === EXIT.interrupted) throw error
        failures.push({...failureOf(error), subject: secretId})
        return undefined
      }
    },
    {concurrency: 8, signal: context.signal},
  )
  options.onFirstReply()
  const sieve = makeSieve(reader, options, context.clock.now())
  const found = described.filter(secret => secret !== undefined)
  for (const secret of new Map(found.map(each => [each.arn, each])).values()) sieve.take(secret)
  return {...sieve.found(), failures}
}

export function failureOf(error: SecrotError): Omit<StatusFailure, 'subject'> {
  return {code: error.code, message: error.message, exit: error.exit}
}

interface Sieve {
  take(description: SecretDescription): void
  seen(): number
  found(): Pick<Listed, 'lines' | 'suspects' | 'seen'>
}

/** Keeps one line of each settled secret and the description of each other one. */
function makeSieve(reader: StatusReader, options: FleetOptions, now: number): Sieve {
  const lines: StatusLine[] = []
  const suspects: Suspect[] = []
  const reasons = new Map<string, Judgement['why']>()
  let seen = 0
  return {
    take(description: SecretDescription): void {
      if (!tagged(description, options.tags)) return
      seen += 1
      const judgement = verdictOf({now, description, events: {kind: 'not-asked'}, log: {kind: 'not-asked'}})
      const settled = judgement.verdict === 'off' || judgement.verdict === 'healthy'
      if (!settled || eventsNeeded(description, now) !== undefined) {
        suspects.push({description, notRead: []})
        return
      }
      if (options.verdicts?.includes(judgement.verdict) === false) return
      const words = plainWhy(judgement.why)
      const why = reasons.get(words) ?? judgement.why
      reasons.set(words, why)
      const line = lineOf({description, judgement: {...judgement, why}, scope: reader.scope})
      lines.push(line)
      options.onLine?.(line)
    },
    seen: () => seen,
    found: () => ({lines, suspects, seen}),
  }
}
