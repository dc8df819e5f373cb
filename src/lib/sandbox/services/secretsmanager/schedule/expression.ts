import {parseCron, type Cron} from './cron.ts'
import {FieldProblem} from './cron-field.ts'

/** How often, without the length of the windows. */
export type Frequency =
  | {readonly kind: 'days'; readonly days: number}
  | {readonly kind: 'hours'; readonly hours: number}
  | {readonly kind: 'cron'; readonly cron: Cron}

/** Reads `rate(…)` or `cron(…)`. Throws FieldProblem. */
export function parseExpression(expression: string): Frequency {
  const rate = /^rate\(\s*(\d+)\s+(hours?|days?)\s*\)$/.exec(expression.trim())
  if (rate !== null) return frequencyOf(Number(rate[1]), rate[2]!.startsWith('hour'))
  const cron = /^cron\(([^()]*)\)$/.exec(expression.trim())
  if (cron === null) throw new FieldProblem('it is neither rate(…) nor cron(…)')
  return {kind: 'cron', cron: parseCron(cron[1]!)}
}

/** Hours of a `Duration` such as `3h`. Throws FieldProblem. */
export function parseDuration(duration: string): number {
  if (!/^\d{1,2}h$/.test(duration)) throw new FieldProblem('Duration must be a number of hours such as 3h')
  const hours = Number.parseInt(duration, 10)
  if (hours < 1) throw new FieldProblem('Duration must be at least 1h')
  return hours
}

function frequencyOf(value: number, inHours: boolean): Frequency {
  if (value < 1) throw new FieldProblem('the value of rate() must be a positive integer')
  return inHours ? {kind: 'hours', hours: value} : {kind: 'days', days: value}
}
