import type {WatchEnd} from '../../history/watch/ends.ts'
import type {WatchLine} from '../../history/watch/lines.ts'
import {isoTime} from '../time.ts'

/** How a watch ended, for `--json`: the same members whatever the end. */
export interface WatchEndJson {
  readonly verdict: WatchEnd['kind']
  /** Everything that is known about the end; times are ISO. */
  readonly end: unknown
  readonly timeline: readonly unknown[]
}

/** A finished watch as data. Lines of the log are in it only where they were asked for. */
export function watchEndJson(end: WatchEnd, lines: readonly WatchLine[], withLogs: boolean): WatchEndJson {
  const told = lines.filter(line => withLogs || line.kind !== 'log')
  return {verdict: end.kind, end: withIsoTimes(end), timeline: told.map(line => withIsoTimes(line))}
}

/** The same value with `at` and `…At` as ISO times. */
export function withIsoTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => withIsoTimes(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      typeof member === 'number' && /^at$|At$/.test(name) ? [name, isoTime(member)] : [name, withIsoTimes(member)],
    ),
  )
}
