import type {VerdictFacts} from './facts.ts'
import {holdsPlaceholder} from './first-value.ts'
import {judgePending} from './judge-pending.ts'
import {judgeSettled} from './judge-settled.ts'
import {type Judgement, type Known, type Unread, type Verdict, verdicts} from './judgement.ts'
import {labelTakenOff} from './label-taken-off.ts'
import type {SecretDescription} from './secret.ts'
import {pendingVersionOf, phaseOf} from './staging.ts'
import type {Why} from './why.ts'

/** The verdict of `status` about one secret. It claims what stands in the facts and nothing beyond. */
export function verdictOf(facts: VerdictFacts): Judgement {
  const {description} = facts
  if (description === undefined) return {verdict: 'unknown', why: ['labels could not be read'], unread: [labelsUnread]}
  const phase = phaseOf(description.staging)
  const known = {...facts, description}
  const base = {phase, unread: unreadOf(known)}
  const pending = pendingVersionOf(description.staging)
  if (pending !== undefined) return {...base, ...judgePending(known, pending)}
  const hidden = labelTakenOff(known)
  if (hidden !== undefined) return {...base, ...hidden}
  if (description.rotationEnabled !== true) return {...base, verdict: 'off', why: offWhy(description)}
  if (phase.kind === 'no-current') return {...base, verdict: 'unknown', why: ['AWSCURRENT on nobody, nothing to judge']}
  return {...base, ...judgeSettled(known, phase.current)}
}

interface Ranked {
  readonly verdict: Verdict
  readonly mayBeLive: boolean
  readonly name: string
}

/** Worst first; among equals those whose pending value may be live, then by name. */
export function worstFirst(left: Ranked, right: Ranked): number {
  const order = rank(left) - rank(right)
  if (order !== 0) return order
  return left.name < right.name ? -1 : Number(left.name > right.name)
}

function rank({verdict, mayBeLive}: Ranked): number {
  return verdicts.indexOf(verdict) * 2 + (mayBeLive ? 0 : 1)
}

const labelsUnread: Unread = {
  fact: 'labels',
  reason: 'DescribeSecret failed',
  action: 'secretsmanager:DescribeSecret',
}

function offWhy(description: SecretDescription): Why {
  const empty = description.staging.size === 0
  const first = !empty && description.lastRotatedAt === undefined && description.staging.size === 1
  const placeholder = holdsPlaceholder(description)
  const value = empty ? ', no value yet' : placeholder ? ', only a placeholder' : first ? ', first value in use' : ''
  if (description.rotationEnabled === undefined) return [`rotation never configured${value}`]
  return [value === '' ? 'rotation off, its rules kept' : `rotation off${value}`]
}

function unreadOf(facts: Known): readonly Unread[] {
  const found: Unread[] = []
  for (const [fact, answer] of [
    ['events', facts.events],
    ['log', facts.log],
  ] as const) {
    if (answer.kind === 'denied') found.push({fact, action: answer.action, reason: answer.reason})
    else if (answer.kind === 'failed' || answer.kind === 'cut-off') found.push({fact, reason: answer.reason})
  }
  return found
}
