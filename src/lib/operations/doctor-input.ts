import type {AcceptedFinding} from '../config/config.ts'
import type {Choice} from '../doctor/decide.ts'
import {rules} from '../doctor/rules/index.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {Allowance, Attested} from './doctor-options.ts'
import {LEAST_UNUSED_MS} from './doctor-options.ts'

/** Ids of all rules, in display order. */
export const ruleIds: readonly string[] = rules.map(rule => rule.id)

/** Checks ids of rules. Throws UNKNOWN_RULE (exit 2). */
export function checkRuleIds(ids: readonly string[], flag: string): readonly string[] {
  for (const id of ids) {
    if (ruleIds.includes(id)) continue
    throw new SecrotError({
      code: 'UNKNOWN_RULE',
      message: `${flag} ${id}: there is no such check.`,
      hint: 'All of them: secrot doctor --explain all',
      exit: EXIT.usage,
    })
  }
  return ids
}

/** Findings that the configuration accepts. Throws UNKNOWN_RULE (exit 2) for one that does not exist. */
export function checkAccepted(accepted: readonly AcceptedFinding[]): readonly AcceptedFinding[] {
  checkRuleIds(
    accepted.map(({finding}) => finding),
    'accepted in the configuration:',
  )
  return accepted
}

/** `--allow ID`, `ID@SECRET`, `ID:LAST4`. Throws UNKNOWN_RULE (exit 2). */
export function parseAllow(text: string): Allowance {
  const [, id = '', suffix, secret] = /^([^@:]+)(?::([^@]+))?(?:@(.+))?$/.exec(text) ?? []
  checkRuleIds([id], '--allow')
  return {id, ...(secret === undefined ? {} : {secret}), ...(suffix === undefined ? {} : {suffix})}
}

const roles = ['pending', 'current', 'previous'] as const

/** `--attest pending=accepted` and the like. Throws ATTEST_MALFORMED (exit 2). */
export function parseAttest(texts: readonly string[]): Attested {
  return texts.reduce<Attested>((said, text) => ({...said, ...attestOf(text)}), {})
}

function attestOf(text: string): Attested {
  if (text === 'idle') return {idle: true}
  if (text === 'maker=function') return {makerIsFunction: true}
  const [name, answer] = text.split('=')
  const role = roles.find(one => one === name)
  if (role !== undefined && (answer === 'accepted' || answer === 'rejected')) return {[role]: answer}
  throw new SecrotError({
    code: 'ATTEST_MALFORMED',
    message: `--attest ${text}: nothing that could be attested.`,
    hint: 'pending=accepted|rejected, current=…, previous=…, idle, maker=function',
    exit: EXIT.usage,
  })
}

/** What can only be said of one secret wants exactly one. Throws ONE_SECRET_NEEDED (exit 2). */
export function wantOneSecret(secrets: readonly string[], flags: {readonly [flag: string]: boolean}): void {
  const flag = Object.keys(flags).find(name => flags[name] === true)
  if (flag === undefined || secrets.length === 1) return
  throw new SecrotError({
    code: 'ONE_SECRET_NEEDED',
    message: `${flag} says something of one secret.`,
    hint: 'Name exactly one SECRET.',
    exit: EXIT.usage,
  })
}

/** Never less than the overlap of two credentials. Throws UNUSED_TOO_SHORT (exit 2). */
export function checkUnusedFor(ms: number): number {
  if (ms >= LEAST_UNUSED_MS) return ms
  throw new SecrotError({
    code: 'UNUSED_TOO_SHORT',
    message: '--unused-for is less than a day: last-used data may lag by hours.',
    hint: 'For example: --unused-for 14d',
    exit: EXIT.usage,
  })
}

export const choices: readonly [Choice, ...Choice[]] = ['finish', 'discard', 'restore', 'resume']
