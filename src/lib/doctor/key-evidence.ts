import type {KeyUse, KeyUses} from '../history/key-uses.ts'
import {line} from './evidence.ts'
import {type Fact, type KeyInfo, type SecretFacts, valueOf} from './facts.ts'
import type {Evidence} from './rule.ts'

/** Kinds of use that get a line of their own, newest first. */
const MOST_LINES = 5

/** Who used a key: what IAM says, which may lag by hours, then the calls of the last hours, with how far they were seen. */
export function useEvidence({keys}: SecretFacts, key: KeyInfo): readonly Evidence[] {
  const readAt = valueOf(keys)?.readAt ?? 0
  const on = {subject: nameOf(key)}
  const service = key.lastUsedService === undefined ? '' : ` for ${key.lastUsedService}`
  const last =
    key.lastUsedAt === undefined
      ? {text: 'never, says IAM, which may lag by hours'}
      : {text: `last, says IAM, which may lag by hours${service}:`, at: key.lastUsedAt}
  return [line('used', on, [last], {source: 'iam', at: readAt}), ...trailEvidence(on, key.uses)]
}

function trailEvidence(on: Pick<Evidence, 'subject'>, fact: Fact<KeyUses> | undefined): readonly Evidence[] {
  const uses = fact === undefined ? undefined : valueOf(fact)
  if (uses === undefined) return []
  const {coverage, readAt} = uses
  const source = {source: 'events', at: readAt} as const
  const kinds = [...Map.groupBy(uses.uses, use => wordsOf(use))]
  const shown = kinds.slice(0, MOST_LINES).map(([words, [newest, ...more]]) => {
    const times = more.length === 0 ? [] : [{text: `${more.length} more`}]
    return line('used', on, [{text: words, at: newest?.at ?? readAt}, ...times], source)
  })
  const kindsLeft = kinds.length - shown.length
  const left = kindsLeft === 0 ? [] : [line('used', on, [{text: `in ${kindsLeft} more ways`}], source)]
  const nobody = uses.uses.length === 0 ? 'by nobody' : 'seen'
  const seen = coverage.map(({region, since}) => `for ${span(readAt - since)} in the trail of ${region}`).join(', ')
  const limits = {text: 'management events, up to 15 minutes late'}
  return [...shown, ...left, line('used', on, [{text: `${nobody} ${seen}`}, limits], source)]
}

/** One unit: how far back the trail was read. */
function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  return minutes < 120 ? `${minutes}m` : `${Math.floor(minutes / 60)}h`
}

/** `sts:GetCallerIdentity from 203.0.113.7 by aws-cli/2.15` */
function wordsOf({action, sourceIp, userAgent}: KeyUse): string {
  const from = sourceIp === undefined ? '' : ` from ${sourceIp}`
  const [program] = userAgent?.split(' ') ?? []
  return `${action}${from}${program === undefined ? '' : ` by ${program}`}`
}

/** Why a key may not be given up yet, or undefined: somebody used it, or nobody could look. */
export function inUseBecause(key: KeyInfo): string | undefined {
  if (key.uses === undefined) return `nobody looked who used ${nameOf(key)} in the last hours`
  if (key.uses.kind === 'unknown')
    return `who used ${nameOf(key)} in the last hours could not be read: ${key.uses.reason}`
  const [newest] = key.uses.value.uses
  return newest === undefined ? undefined : `${nameOf(key)} is in use: ${wordsOf(newest)}`
}

export function nameOf({accessKeyId}: KeyInfo): string {
  return `…${accessKeyId.slice(-4)}`
}
