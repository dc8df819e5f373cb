import {plainWhy, type Why} from '../../rotation/why.ts'
import {ageOf, dateOnly, dateTime, dueText, isoTime, timeOnly} from '../time.ts'
import type {ViewOptions} from '../view.ts'

/** How times are written in one answer: short and relative on a terminal, whole in a pipe. */
export interface Moments {
  /** `41m`, or the whole time. */
  age(at: number): string
  /** `in 47m` or `1d late`, or the whole time. */
  due(at: number): string
  /** `2026-11-22 03:12:40Z`. */
  full(at: number): string
  /** `03:12:40Z` of today, with the date of another day. */
  clock(at: number): string
  /** `2026-11-22`. */
  day(at: number): string
  /** A reason with its times. */
  why(why: Why): string
}

export function momentsOf(options: ViewOptions): Moments {
  const {now, local, tty} = options
  if (!tty) {
    return {age: isoTime, due: isoTime, full: isoTime, clock: isoTime, day: isoTime, why: plainWhy}
  }
  const day = (at: number): string => dateOnly(at, {local})
  return {
    age: at => ageOf(at, now),
    due: at => dueText(at, now),
    full: at => dateTime(at, {local}),
    clock: at => (day(at) === day(now) ? timeOnly(at, {local}) : dateTime(at, {local})),
    day,
    why: why =>
      why
        .map(part => {
          if (typeof part === 'string') return part
          if ('ago' in part) return `${ageOf(part.ago, now)} ago`
          return 'on' in part ? day(part.on) : ageOf(part.lasting, now)
        })
        .join(''),
  }
}
