import {parseArn} from '../../arn.ts'
import {type FoundKey, isUnusable, type SecretKey} from '../encryption.ts'
import {line} from '../evidence.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import {keptBy} from '../key-loss.ts'
import type {PlanCall} from '../plan.ts'
import {planned} from '../plans.ts'
import type {Evidence, FindingDraft, Rule} from '../rule.ts'

export const kmsKeyUnusable: Rule = {
  id: 'kms-key-unusable',
  severity: 'critical',
  title: 'The KMS key of the secret cannot be used',
  topic: 'kms',
  group: 'condition',
  fixClasses: ['ask', 'advice'],
  tier: 'A',
  detects:
    'The key is disabled, waits for its deletion or for its material, or its store cannot be reached: what is under it cannot be read, and no rotation can store a value.',
  repair:
    'Shows who did it, when the key goes and which other secrets it keeps; in the key’s own account cancels the deletion and enables the key (asks). Everywhere else the commands for its administrator are printed.',
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
  check: facts =>
    (facts.kmsKeys ?? []).flatMap(key => {
      const found = valueOf(key.state)
      return found?.kind === 'found' && isUnusable(found) ? [finding(facts, key, found)] : []
    }),
}

function finding(facts: SecretFacts, key: SecretKey, found: FoundKey): FindingDraft {
  const kept = keptBy(facts, key)
  const lost = [
    ...(kept.labels === '' ? [] : [`${kept.labels} cannot be read`]),
    ...(key.forNew ? ['no new value can be stored'] : []),
  ]
  const goes = found.deletedAt === undefined ? '' : `, gone on ${new Date(found.deletedAt).toISOString().slice(0, 10)}`
  const consequence = lost.length === 0 ? '' : `: ${lost.join(', and ')}`
  return {
    message: `${found.arn} is ${found.state}${goes}${consequence}.`,
    severity: kept.rotation ? 'critical' : 'high',
    blocks: kept.rotation,
    consumersDown: kept.current,
    isCause: true,
    resource: found.arn,
    evidence: evidence(found),
    ...remedy(facts, found),
  }
}

function evidence({arn, state, cause, alsoKeeps, readAt}: FoundKey): readonly Evidence[] {
  const on = {subject: arn}
  const event = cause === undefined ? undefined : valueOf(cause)
  const by = event?.caller?.arn
  const who = by === undefined ? [] : [{text: `by ${by}`}]
  const others = (alsoKeeps === undefined ? undefined : valueOf(alsoKeeps)) ?? []
  return [
    line('key', on, [{text: state, at: readAt}], {source: 'kms', at: readAt}),
    ...(event === undefined
      ? []
      : [line('event', on, [{text: event.name, at: event.at}, ...who], {source: 'events', at: event.at})]),
    ...(others.length === 0
      ? []
      : [line('keeps', on, [{text: `also ${others.join(', ')}`}], {source: 'labels', at: readAt})]),
  ]
}

/** A deletion that is cancelled leaves the key disabled (key-state, Pending deletion). */
const steps: Readonly<Record<string, readonly ('cancel-key-deletion' | 'enable-key')[]>> = {
  Disabled: ['enable-key'],
  PendingDeletion: ['cancel-key-deletion', 'enable-key'],
}

function remedy(facts: SecretFacts, {arn, state}: FoundKey): Pick<FindingDraft, 'planned' | 'advice'> {
  const kinds = steps[state]
  if (kinds === undefined)
    return {advice: [`What mends a key that is ${state} is for its administrator to do: see the page of key states.`]}
  const account = parseArn(arn)?.accountId
  if (account !== facts.environment.account)
    return {
      planned: {kind: 'refused', because: `the key is of account ${account}: its administrator decides`},
      advice: kinds.map(kind => ({
        service: 'kms',
        operation: kind === 'enable-key' ? 'EnableKey' : 'CancelKeyDeletion',
        input: {KeyId: arn},
      })),
    }
  const calls = kinds.map((kind): PlanCall => ({kind, keyArn: arn}))
  return {
    planned: planned(
      facts,
      {fixClass: 'ask'},
      {
        name: 'enable key',
        calls,
        hits: 'nobody',
        undo: [],
        noUndoBecause: 'whoever disabled the key, or scheduled its deletion, would have to decide that anew',
        question: `${calls.length === 1 ? 'Enable' : 'Cancel the deletion of, and enable,'} the KMS key ${arn}?`,
      },
    ),
  }
}
