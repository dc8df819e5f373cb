import type {Decision} from './decide.ts'
import {type SecretFacts, valueOf} from './facts.ts'
import {authOf} from './pending-state.ts'
import type {Diagnosis} from './rule.ts'

export type Consumers = 'refused' | 'working' | 'not asked'

/** Whether those who read AWSCURRENT get a value that its target takes. */
export function consumersOf(facts: SecretFacts): Consumers {
  const auth = authOf(facts.current)
  if (auth === 'yes') return 'working'
  return auth === 'no' ? 'refused' : 'not asked'
}

/** The first sentence about a secret: is anything down, how is that known, and can it wait. */
export function headlineOf({facts, decision, findings}: Diagnosis): string {
  const consumers = consumersOf(facts)
  if (facts.labels.kind === 'unknown') return `unknown: ${facts.labels.reason}`
  if (consumers === 'refused') return `CONSUMERS ARE REFUSED. ${whatTheTargetTakes(facts)}`
  const broken = findings.some(finding => finding.group === 'condition')
  if (consumers === 'working')
    return broken
      ? 'consumers work: the target takes AWSCURRENT. This can wait.'
      : 'the target takes AWSCURRENT; nothing is wrong.'
  if (decision.verdict === 'unknown') return `unknown: ${decision.reason}.`
  if (decision.verdict === 'wait') return `a rotation runs: ${facts.running.why}.`
  const notAsked = `consumers were not asked (${reasonOf(facts)}).`
  return broken ? `${stateOf(decision)}; ${notAsked}` : `nothing found; ${notAsked}`
}

function whatTheTargetTakes(facts: SecretFacts): string {
  if (authOf(facts.pending) === 'yes') return 'The target takes AWSPENDING and rejects AWSCURRENT.'
  if (authOf(facts.previous) === 'yes') return 'The target takes AWSPREVIOUS and rejects AWSCURRENT.'
  const other = facts.others.find(version => valueOf(version.auth) === 'yes')
  if (other !== undefined) return `The target takes ${other.versionId}, which has no label, and rejects AWSCURRENT.`
  return 'The target rejects AWSCURRENT.'
}

function stateOf(decision: Decision): string {
  if (decision.state !== undefined) return 'AWSPENDING is left over'
  return decision.verdict === 'settled' ? 'the labels are settled' : 'the labels need a look'
}

function reasonOf(facts: SecretFacts): string {
  const auth = facts.current?.auth
  if (auth === undefined) return 'no version holds AWSCURRENT'
  return auth.kind === 'unknown' ? auth.reason.replace(/ \(.*\)$/, '') : 'its target'
}
