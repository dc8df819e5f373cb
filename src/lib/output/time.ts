const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A duration in one unit, as tables show it: `9s`, `41m`, `3h`, `30d`. Rounded down; under a second is `0s`. */
export function oneUnit(ms: number): string {
  const size = Math.abs(ms)
  if (size < minute) return `${Math.floor(size / second)}s`
  if (size < hour) return `${Math.floor(size / minute)}m`
  if (size < day) return `${Math.floor(size / hour)}h`
  return `${Math.floor(size / day)}d`
}

/** A duration in its two largest units, without those that are zero: `11s`, `5m33s`, `7m`, `1h5m`. Rounded to seconds. */
export function spanText(ms: number): string {
  const size = Math.round(Math.max(0, ms) / second) * second
  const parts = [
    [Math.floor(size / day), 'd'],
    [Math.floor((size % day) / hour), 'h'],
    [Math.floor((size % hour) / minute), 'm'],
    [Math.floor((size % minute) / second), 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  if (first === -1) return '0s'
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0)
  return shown.map(([count, unit]) => `${count}${unit}`).join('')
}

/** How long ago: `41m`. */
export function ageOf(at: number, now: number): string {
  return oneUnit(Math.max(0, now - at))
}

/** A date ahead or behind: `in 47m`, `1d late`. */
export function dueText(at: number, now: number): string {
  return at >= now ? `in ${oneUnit(at - now)}` : `${oneUnit(now - at)} late`
}

/** Full ISO time, for pipes and JSON: `2026-11-22T03:12:40.000Z`. */
export function isoTime(at: number): string {
  return new Date(at).toISOString()
}

export interface TimeOptions {
  /** Writes the time of the machine's zone with its offset. Default: UTC with Z. */
  readonly local?: boolean
}

/** `2026-11-22 03:12:40Z`, or with its offset `2026-11-22 04:12:40+01:00`. */
export function dateTime(at: number, {local = false}: TimeOptions = {}): string {
  const {date, time, zone} = parts(at, local)
  return `${date} ${time}${zone}`
}

/** `2026-11-22`. */
export function dateOnly(at: number, {local = false}: TimeOptions = {}): string {
  return parts(at, local).date
}

/** `03:12:40Z`. */
export function timeOnly(at: number, {local = false}: TimeOptions = {}): string {
  const {time, zone} = parts(at, local)
  return `${time}${zone}`
}

/** `03:12:40`, for timelines whose zone stands above them. */
export function bareTime(at: number, {local = false}: TimeOptions = {}): string {
  return parts(at, local).time
}

function parts(at: number, local: boolean): {date: string; time: string; zone: string} {
  const offset = local ? -new Date(at).getTimezoneOffset() : 0
  const shifted = new Date(at + offset * minute).toISOString()
  return {date: shifted.slice(0, 10), time: shifted.slice(11, 19), zone: zoneOf(offset)}
}

function zoneOf(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'Z'
  const size = Math.abs(offsetMinutes)
  const pad = (count: number): string => String(count).padStart(2, '0')
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}
