import * as v from 'valibot'
import {parseArn} from '../arn.ts'
import {breachText, jsonOf, shown} from './breach.ts'
import {unclearJson} from './exact-keys.ts'
import type {PlanFile} from './plan-file.ts'
import {planSchema} from './schema.ts'

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
  if (!parsed.success) return {kind: 'invalid', reason: breachText(parsed.issues[0], 'a plan')}
  const plan = parsed.output
  const reason = timeBreach(plan) ?? secretsBreach(plan)
  return reason === undefined ? {kind: 'plan', plan} : {kind: 'invalid', reason}
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
