import {decide, type Decision} from './decide.ts'
import {evidenceOf} from './evidence.ts'
import type {SecretFacts} from './facts.ts'
import {authOf} from './pending-state.ts'
import type {Planned} from './plan.ts'
import {chosenPlan, planOf} from './plans.ts'
import type {FindingDraft} from './rule.ts'

/** The finding of the one decision about a secret's labels, if it is this rule's. Rules add only words. */
export function decided(
  facts: SecretFacts,
  id: string,
  message: (decision: Decision) => string,
  more: Partial<FindingDraft> = {},
): readonly FindingDraft[] {
  const decision = decide(facts)
  if (decision.finding !== id) return []
  return [
    {
      message: message(decision),
      evidence: evidenceOf(facts),
      verdict: decision.verdict,
      planned: plannedFor(facts, decision),
      hasCause: true,
      consumersDown: authOf(facts.current) === 'no',
      ...more,
    },
  ]
}

/** The plan of a decision; where there is none, what the operator chose in its place. */
export function plannedFor(facts: SecretFacts, decision: Decision): Planned {
  const planned = planOf(facts, decision)
  const {choice} = facts.options
  return planned.kind === 'refused' && choice !== undefined ? chosenPlan(facts, decision, choice) : planned
}

/** A version in a sentence: its whole id, which a terminal cuts. */
export function idOf(versionId: string | undefined): string {
  return versionId ?? 'no version'
}

/** "setSecret changed the password; testSecret timed out": what is known of how it came to this. */
export function storyOf(facts: SecretFacts): string {
  const noun = facts.credentialNoun ?? 'credential'
  const live = authOf(facts.pending) === 'yes' && authOf(facts.current) === 'no'
  // A key is added beside the old one; only somebody who ended that one makes AWSCURRENT fail.
  const ended =
    facts.target === 'iam-key' || facts.target === 'appsync-key'
      ? `the key in AWSCURRENT was ended`
      : `setSecret changed the ${noun}`
  const changed = live ? ended : undefined
  return [changed, failureWords(facts)].filter(part => part !== undefined).join('; ')
}

/** "testSecret timed out"; undefined when no failure is known. */
export function failureWords(facts: SecretFacts): string | undefined {
  const {rootError} = facts
  if (rootError === undefined) return undefined
  const step = rootError.step ?? 'a step'
  return rootError.failure?.kind === 'timeout' ? `${step} timed out` : `${step} failed: ${rootError.text}`
}
