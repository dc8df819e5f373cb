import {EXIT, SecrotError} from '../errors.ts'
import type {RotationBefore} from '../journal/journal.ts'
import {allowedForm, placeOf} from '../rotation/schedule-help.ts'
import {parseSchedule, type Schedule} from '../rotation/schedule.ts'
import type {RotationRules, SecretDescription} from '../rotation/secret.ts'

/** The schedule as it was typed; absent members were not. At most one of the first three. */
export interface ScheduleWishes {
  /** `30d` or `12h`. */
  readonly every?: string | undefined
  /** `10 days`, or `rate(10 days)`. */
  readonly rate?: string | undefined
  /** `0 8 1 * ? *`, or that in `cron(…)`. */
  readonly cron?: string | undefined
  /** `3h`. */
  readonly window?: string | undefined
}

export interface ChosenSchedule {
  readonly rules: RotationRules
  readonly schedule: Schedule
  /** Where the rules come from, for the eyes. */
  readonly source: string
}

/** Rules that this machine wrote down when it switched the rotation off. */
export interface Remembered extends RotationBefore {
  readonly runId: string
}

/**
 * The rules of the command line, else those that AWS keeps, else those of the journal; a window alone changes the rules
 * that are there. Throws SCHEDULE_INVALID and SCHEDULE_MISSING (exit 2).
 */
export function chooseSchedule(
  wishes: ScheduleWishes,
  description: SecretDescription,
  remembered: Remembered | undefined,
): ChosenSchedule {
  const duration = wishes.window === undefined ? {} : {duration: wishes.window}
  const [flag, typed] = typedRules(wishes)
  if (typed !== undefined) return {...checked({...typed, ...duration}, flag), source: flag}
  const kept = description.rotationRules
  const rules = kept ?? remembered?.rules
  if (rules === undefined) throw missing(description.name)
  const from = kept === undefined ? `journal ${remembered?.runId}` : 'secretsmanager:DescribeSecret'
  const source = wishes.window === undefined ? from : `${from}, --window`
  return {...checked({...rules, ...duration}, wishes.window === undefined ? from : '--window'), source}
}

function typedRules({every, rate, cron}: ScheduleWishes): readonly [string, RotationRules | undefined] {
  if (every !== undefined) return ['--every', everyRules(every)]
  if (rate !== undefined) return ['--rate', {scheduleExpression: wrapped('rate', rate)}]
  if (cron !== undefined) return ['--cron', {scheduleExpression: wrapped('cron', cron)}]
  return ['', undefined]
}

function everyRules(text: string): RotationRules {
  const [, count, unit] = /^(\d{1,5})(d|h)$/.exec(text) ?? []
  if (count === undefined) throw invalid('--every', `${text} is not a number of days or hours`, '30d or 12h')
  return unit === 'd' ? {automaticallyAfterDays: Number(count)} : {scheduleExpression: `rate(${count} hours)`}
}

function wrapped(form: 'rate' | 'cron', text: string): string {
  return text.startsWith(`${form}(`) ? text : `${form}(${text})`
}

function checked(rules: RotationRules, flag: string): {readonly rules: RotationRules; readonly schedule: Schedule} {
  const answer = parseSchedule(rules)
  if (answer.kind === 'schedule') return {rules, schedule: answer}
  const expression = rules.scheduleExpression
  const place = expression === undefined ? undefined : placeOf(expression, answer.fault)
  const where = place === undefined ? '' : ` (character ${place} of ${expression})`
  throw invalid(answer.fault === 'window' ? '--window' : flag, `${answer.reason}${where}`, allowedForm(answer.fault))
}

function invalid(flag: string, what: string, allowed: string): SecrotError {
  return new SecrotError({
    code: 'SCHEDULE_INVALID',
    message: `${flag}: ${what}.`,
    hint: `Allowed: ${allowed}`,
    exit: EXIT.usage,
  })
}

function missing(name: string): SecrotError {
  return new SecrotError({
    code: 'SCHEDULE_MISSING',
    message: `Neither AWS nor the journal of this machine knows a schedule of ${name}.`,
    hint: "Give one: --every 30d, --rate '10 days' or --cron '0 8 1 * ? *'",
    exit: EXIT.usage,
  })
}
