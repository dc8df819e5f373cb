import {decide, type Decision} from './decide.ts'
import type {SecretFacts} from './facts.ts'
import type {Planned} from './plan.ts'
import {type Acceptance, type Diagnosis, type Finding, type FindingDraft, type Rule, severities} from './rule.ts'
import {rules} from './rules/index.ts'

export interface RuleSelection {
  /** Absent: all rules. */
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  /** What is accepted of a check in this secret. Absent: nothing is. */
  readonly acceptedOf?: (id: string) => Acceptance | undefined
}

/** All rules over the facts of one secret. The decision is made over all facts, whichever rules are asked for. */
export function diagnose(facts: SecretFacts, selection: RuleSelection = {}): Diagnosis {
  const asked = rules.filter(
    rule => (selection.only ?? [rule.id]).includes(rule.id) && !(selection.skip ?? []).includes(rule.id),
  )
  const decision = decide(facts)
  const all = rules.flatMap(rule => rule.check(facts).map(draft => findingOf(rule, draft)))
  const linked = withCauses(withoutBlocked(withoutForbidden(decision, all)))
  const found = withAcceptance(
    linked.filter(finding => asked.some(rule => rule.id === finding.id)),
    selection,
  )
  const states = found.filter(finding => finding.severity === 'none' && finding.plan === undefined)
  return {
    facts,
    decision,
    findings: found.filter(finding => !states.includes(finding)).sort(byRank),
    states: states.map(({id, message, advice}) => ({id, message, advice})),
  }
}

function findingOf(rule: Rule, draft: FindingDraft): Finding {
  return {
    ...draft,
    id: rule.id,
    title: rule.title,
    severity: draft.severity ?? rule.severity,
    group: draft.group ?? rule.group,
    topic: rule.topic,
    url: rule.source,
    evidence: draft.evidence ?? [],
    advice: draft.advice ?? [],
    causedBy: [],
    ...asPlan(draft.planned),
  }
}

function asPlan(planned: Planned | undefined): Pick<Finding, 'plan' | 'refusedBecause'> {
  if (planned === undefined) return {}
  return planned.kind === 'plan' ? {plan: planned.plan} : {refusedBecause: planned.because}
}

/** Of a secret that is to be deleted, that a service owns, or that is a replica, nothing at all is changed here. */
function withoutForbidden(decision: Decision, findings: readonly Finding[]): readonly Finding[] {
  if (decision.at !== 'deleted' && decision.at !== 'owned' && decision.at !== 'replica') return findings
  return findings.map(finding => {
    const {plan, ...rest} = finding
    const repairs = plan !== undefined || finding.refusedBecause !== undefined
    return repairs && finding.id !== decision.finding
      ? {...rest, refusedBecause: `operator needed: ${decision.reason}`}
      : rest
  })
}

/**
 * Findings about function, permissions and keys come first: no step is sent and no rotation is started while one of them
 * is critical and proven by what is so now. A proof from the past blocks nothing.
 */
function withoutBlocked(findings: readonly Finding[]): readonly Finding[] {
  const blocker = findings.find(finding => finding.blocks === true && finding.severity === 'critical')
  if (blocker === undefined) return findings
  return findings.map(finding => {
    const {plan, ...rest} = finding
    if (plan === undefined || (plan.name !== 'resume' && plan.name !== 'rotate')) return finding
    return {...rest, refusedBecause: `${blocker.id} comes first: ${blocker.message}`}
  })
}

/** What is accepted stays as it is: nothing is offered for it. It blocks others as before. */
function withAcceptance(findings: readonly Finding[], {acceptedOf}: RuleSelection): readonly Finding[] {
  return findings.map(finding => {
    const accepted = acceptedOf?.(finding.id)
    if (accepted === undefined) return finding
    const {plan: _left, ...rest} = finding
    return {...rest, accepted}
  })
}

function withCauses(findings: readonly Finding[]): readonly Finding[] {
  const causes = findings.filter(finding => finding.isCause === true).map(finding => finding.id)
  return findings.map(finding => (finding.hasCause === true ? {...finding, causedBy: causes} : finding))
}

function byRank(left: Finding, right: Finding): number {
  return rank(left) - rank(right) || order(left) - order(right)
}

/** Repairs that make the credential of AWSCURRENT work again where it is. */
const revivals: readonly string[] = ['iam-current-key-inactive', 'appsync-current-key-expired']

/** Consumers that are refused come before everything; what can be revived in place is offered before a label moves. */
function rank(finding: Finding): number {
  if (finding.consumersDown === true) return revivals.includes(finding.id) && finding.plan !== undefined ? -2 : -1
  return severities.indexOf(finding.severity)
}

function order(finding: Finding): number {
  return rules.findIndex(rule => rule.id === finding.id)
}
