import * as v from 'valibot'
import {parseArn} from '../arn.ts'
import {unclearJson} from './exact-keys.ts'
import type {PlanFile} from './plan-file.ts'
import {planSchema} from './schema.ts'

/** Of what was found, so many characters are repeated. */
const MOST_SHOWN = 60

/** A plan, or why the text is none: the place and what is allowed there. Text from the file stands in JSON's escapes. */
export type ParsedPlan =
  | {readonly kind: 'plan'; readonly plan: PlanFile}
  | {readonly kind: 'invalid'; readonly reason: string}

/** Reads the text of a plan file. */
export function parsePlan(text: string): ParsedPlan {
  const json = jsonOf(text)
  if (json === undefined) return {kind: 'invalid', reason: 'it is not JSON'}
  const unclear = unclearJson(text)
  if (unclear !== undefined) return {kind: 'invalid', reason: unclear}
  const parsed = v.safeParse(planSchema, json, {abortEarly: true})
  if (!parsed.success) return {kind: 'invalid', reason: breachText(parsed.issues[0])}
  const plan = parsed.output
  const reason = timeBreach(plan) ?? secretsBreach(plan)
  return reason === undefined ? {kind: 'plan', plan} : {kind: 'invalid', reason}
}

/** The parser's own message would quote the file. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}

function breachText(issue: v.InferIssue<typeof planSchema>): string {
  const place = placeOf(issue.path)
  if (issue.type !== 'strict_object') return `${place} is ${shown(issue.input)}; allowed: ${issue.message}`
  if (issue.expected === 'never') return `${place} is no member of a plan`
  return issue.expected === 'Object' ? `${place} is ${shown(issue.input)}; allowed: an object` : `${place} is missing`
}

/** `secrets[0].fingerprint.labels[1].versionId`; a name that is no word stands in quotes. */
function placeOf(path: readonly {readonly key: unknown}[] = []): string {
  const words = path.map(({key}) => {
    if (typeof key === 'number') return `[${key}]`
    const name = String(key)
    return /^[A-Za-z]\w{0,40}$/.test(name) ? `.${name}` : `[${shown(name)}]`
  })
  return words.join('').replace(/^\./, '') || 'the whole'
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}

/** The pattern lets the 31st of June pass. */
function timeBreach({createdAt}: PlanFile): string | undefined {
  const at = new Date(createdAt)
  const exists = !Number.isNaN(at.getTime()) && at.toISOString() === createdAt
  return exists ? undefined : `createdAt is ${shown(createdAt)}; allowed: a time that exists`
}

function secretsBreach({secrets, account, partition}: PlanFile): string | undefined {
  const arns = new Set<string>()
  for (const [index, {arn}] of secrets.entries()) {
    const parts = parseArn(arn)
    const place = `secrets[${index}].arn`
    if (parts?.accountId !== account)
      return `${place} is of account ${parts?.accountId}; allowed: the account of the plan, ${account}`
    if (parts.partition !== partition)
      return `${place} is of partition ${parts.partition}; allowed: that of the plan, ${partition}`
    if (arns.has(arn)) return `${place} stands twice`
    arns.add(arn)
  }
  return undefined
}
