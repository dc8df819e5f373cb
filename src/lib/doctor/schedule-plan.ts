import {parseSchedule} from '../rotation/schedule.ts'
import {scheduleWords} from '../rotation/schedule-words.ts'
import type {RotationRules, SecretDescription} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import {type SecretFacts, valueOf} from './facts.ts'
import type {Planned} from './plan.ts'
import {planned} from './plans.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/**
 * The plan that lets a secret rotate every `everyMs` milliseconds (whole days, else whole hours) without rotating now, or
 * why AWS would refuse it.
 */
export function shorterSchedule(facts: SecretFacts, everyMs: number): Planned {
  const description = valueOf(facts.labels)?.description
  if (description === undefined) return {kind: 'refused', because: 'the labels could not be read'}
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html: schedule changes too are refused
  // while AWSPENDING is on a version that is not current.
  if (pendingVersionOf(description.staging) !== undefined)
    return {kind: 'refused', because: 'AWS takes no new schedule while AWSPENDING waits: repair it first'}
  const {rotationRules, rotationFunctionArn} = description
  const functionArn = rotationFunctionArn === undefined ? {} : {functionArn: rotationFunctionArn}
  const rules = rulesOf(description, everyMs)
  return planned(
    facts,
    {fixClass: 'ask'},
    {
      name: 'shorten schedule',
      calls: [{kind: 'change-schedule', rules, ...functionArn}],
      hits: 'nobody',
      undo: [{kind: 'change-schedule', rules: rotationRules ?? {}, ...functionArn}],
      question: `Let ${facts.name} rotate ${scheduleWords(rules)} from now on, without rotating it now?`,
    },
  )
}

/** The window stays as it is, where the new interval leaves room for it. */
function rulesOf({rotationRules}: SecretDescription, everyMs: number): RotationRules {
  const every =
    everyMs % DAY_MS === 0
      ? {automaticallyAfterDays: everyMs / DAY_MS}
      : {scheduleExpression: `rate(${everyMs / HOUR_MS} hours)`}
  const duration = rotationRules?.duration
  if (duration === undefined) return every
  const rules = {...every, duration}
  return parseSchedule(rules).kind === 'schedule' ? rules : every
}
