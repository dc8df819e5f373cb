import {valueOf} from '../doctor/facts.ts'
import type {KeyUse, KeyUses} from '../history/key-uses.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {overlapOf} from '../rotation/overlap.ts'
import {shellCommand} from '../shell-words.ts'
import {DEFAULT_UNUSED_MS} from './doctor-options.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {Ending, EndingAccessKey, EndingApiKey} from './retire-ending.ts'

const HOUR_MS = 3_600_000

/** Ways of use that get a line of their own, newest first. */
const MOST_WAYS = 5

/** Who used it, line by line, with how far anybody could see. Texts of the trail are foreign. */
export function useLines(ending: Ending): readonly string[] {
  return ending.kind === 'iam-key' ? accessKeyLines(ending) : apiKeyLines(ending)
}

function accessKeyLines({lastUsed, uses}: EndingAccessKey): readonly string[] {
  return [lastUseText(lastUsed), ...(uses.kind === 'known' ? trailLines(uses.value) : [`unknown: ${uses.reason}`])]
}

function lastUseText(lastUsed: EndingAccessKey['lastUsed']): string {
  if (lastUsed.kind === 'unknown') return `when last is unknown: ${lastUsed.reason}`
  const {lastUsedAt, service, region} = lastUsed.value
  const lag = 'says IAM, which may lag by hours'
  if (lastUsedAt === undefined) return `never, ${lag}`
  const what = service === undefined ? '' : ` for ${service}${region === undefined ? '' : ` in ${region}`}`
  return `last ${iso(lastUsedAt)}${what}, ${lag}`
}

function trailLines({uses, coverage, readAt}: KeyUses): readonly string[] {
  const ways = [...Map.groupBy(uses, wayOf)]
  const shown = ways.slice(0, MOST_WAYS).map(([way, [newest, ...more]]) => {
    const count = more.length === 0 ? '' : `, ${more.length + 1} times`
    return `${way}${count}, last ${iso(newest?.at ?? readAt)}`
  })
  const left = ways.length > MOST_WAYS ? [`in ${ways.length - MOST_WAYS} more ways`] : []
  const spans = coverage.map(({region, since}) => `for ${hours(readAt - since)} in the trail of ${region}`).join(', ')
  const seen = uses.length === 0 ? 'by nobody' : 'seen'
  return [...shown, ...left, `${seen} ${spans} (management events, up to 15 minutes late)`]
}

/** `sts:GetCallerIdentity as arn:… from 203.0.113.7 by aws-cli/2.15` */
function wayOf({action, caller, sourceIp, userAgent}: KeyUse): string {
  const [program] = userAgent?.split(' ') ?? []
  const words: readonly (readonly [string, string | undefined])[] = [
    ['as', caller],
    ['from', sourceIp],
    ['by', program],
  ]
  return [action, ...words.flatMap(([word, text]) => (text === undefined ? [] : [`${word} ${text}`]))].join(' ')
}

function apiKeyLines({replacedAt}: EndingApiKey): readonly string[] {
  const since = replacedAt === undefined ? [] : [`replaced by ${iso(replacedAt)}, when the secret changed last`]
  return [...since, 'by whom is unknown: AppSync tells neither when a key was used nor by whom']
}

/**
 * How long without a use counts as unused: as it was asked for, and never less than the overlap of the secret, for which
 * clients may have the old credential in a cache. Throws UNUSED_TOO_SHORT (exit 2).
 */
export function unusedForOf({description}: ResolvedSecret, unusedForMs: number, words: readonly string[]): number {
  const overlap = overlapOf(description)
  if (unusedForMs >= overlap) return unusedForMs
  // Nobody asked for less.
  if (unusedForMs === DEFAULT_UNUSED_MS) return overlap
  throw new SecrotError({
    code: 'UNUSED_TOO_SHORT',
    message: `--unused-for is shorter than the overlap of ${description.name}, ${hours(overlap)}: for so long clients may have the old credential in a cache.`,
    hint: `Allowed: ${overlap / HOUR_MS}h and more. ${shellCommand(['secrot', 'retire', ...words, '--unused-for', `${overlap / HOUR_MS}h`])}`,
    exit: EXIT.usage,
  })
}

/** Why somebody may still need it, or undefined. Without a trace of use, how long ago it was replaced has to do. */
export function inUseBecause(
  ending: Ending,
  {now, unusedForMs}: {readonly now: number; readonly unusedForMs: number},
): string | undefined {
  const isLate = (at: number) => now - at < unusedForMs
  if (ending.kind === 'appsync-key') {
    const {replacedAt} = ending
    if (replacedAt !== undefined && !isLate(replacedAt)) return undefined
    const when = replacedAt === undefined ? 'nobody knows when' : `only ${hours(now - replacedAt)} ago`
    return `it was replaced ${when}, and AppSync does not tell who still uses it`
  }
  const newest = valueOf(ending.uses)?.uses[0]
  if (newest !== undefined) return `it is in use: ${wayOf(newest)}, last ${iso(newest.at)}`
  if (ending.uses.kind === 'unknown') return `who used it in the last hours is unknown: ${ending.uses.reason}`
  if (ending.lastUsed.kind === 'unknown') return `when it was used last is unknown: ${ending.lastUsed.reason}`
  const {lastUsedAt} = ending.lastUsed.value
  const quietSince = lastUsedAt ?? ending.createdAt ?? now
  if (!isLate(quietSince)) return undefined
  return lastUsedAt === undefined
    ? `it was made only ${hours(now - quietSince)} ago, and may be used for the first time yet`
    : `it was used ${hours(now - quietSince)} ago`
}

function hours(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  if (minutes < 120) return `${minutes}m`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
