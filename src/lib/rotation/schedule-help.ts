import {cronFields, type CronField} from './cron.ts'
import type {ScheduleFault} from './schedule.ts'

// User guide, rotate-secrets_schedule: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
const forms: Readonly<Record<CronField, string>> = {
  Minutes: '0',
  Hours: '0–23, or an increment: /8 or 2/10',
  'Day-of-month': '1–31, L, SUNL–SATL, joined by , or - or /; * for every day, ? where Day-of-week is given',
  Month: '1–12 or JAN–DEC, joined by , or - or /; * for every month',
  'Day-of-week': '1–7 or SUN–SAT (1 is SUN), L, TUE#3; * for every day, ? where Day-of-month is given',
  Year: '*',
}

const EXPRESSION = 'rate(N hours), rate(N days) or cron(0 HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK *)'

/** What AWS allows in place of what is wrong. */
export function allowedForm(fault: ScheduleFault | undefined): string {
  if (fault === undefined) return EXPRESSION
  if (fault === 'interval') return 'from 4 hours to 1000 days'
  if (fault === 'window') return '1h to 24h, ending before the next UTC day and before the next window'
  return `${fault}: ${forms[fault]}`
}

/** Where in the expression the fault is, counted from 1; undefined where it is not at one place. */
export function placeOf(expression: string, fault: ScheduleFault | undefined): number | undefined {
  const index = cronFields.findIndex(field => field === fault)
  if (index === -1) return undefined
  const open = expression.indexOf('(') + 1
  const field = [...expression.slice(open).matchAll(/[^ )]+/g)][index]
  return field === undefined ? undefined : open + field.index + 1
}
