import {type SecretFacts, type VersionFacts, valueOf} from './facts.ts'
import {ownerOf} from './owning-service.ts'
import {authOf, type PendingState, pendingStateOf} from './pending-state.ts'
import {type FixClass, findingOf, rowOf, type Verdict} from './pending-table.ts'

/** What is to be done about a secret's labels, decided from all facts at once. */
export interface Decision {
  /** A gate that ended the question, or the row of the table. */
  readonly at: GateName | number
  /** Rule id; absent for what is no finding (a rotation in progress, a settled secret, a refusal with a reason). */
  readonly finding?: string
  readonly verdict: Verdict
  readonly fixClass: FixClass
  /** Only for AWSPENDING on a version that is not AWSCURRENT. */
  readonly state?: PendingState
  /** Version that a `finish` promotes, or that a `pin` keeps. */
  readonly candidate?: string
  /** For a refusal, an unknown and a wait: why, for a person. */
  readonly reason?: string
  /** Plans that `--choose` may take instead of a refusal. */
  readonly choices: readonly Choice[]
}

export type GateName = 'labels' | 'deleted' | 'owned' | 'replica' | 'no-current' | 'settled'

export type Choice = 'finish' | 'discard' | 'restore' | 'resume'

/**
 * The gates in their order, then the table. Labels and age alone decide nothing: a step may still run, and consumers may
 * be down. A plan that rests on what a person said is never automatic.
 */
export function decide(facts: SecretFacts): Decision {
  const decision = withoutExhausted(facts, gateOf(facts) ?? tableDecision(facts))
  return facts.attested.length > 0 && decision.fixClass === 'auto' ? {...decision, fixClass: 'ask'} : decision
}

function gateOf(facts: SecretFacts): Decision | undefined {
  if (facts.labels.kind === 'unknown') return refusal('labels', `the labels could not be read: ${facts.labels.reason}`)
  const {description} = facts.labels.value
  if (description.deletedAt !== undefined)
    return {...refusal('deleted', 'the secret is scheduled for deletion'), finding: 'secret-scheduled-for-deletion'}
  const owner = ownerOf(description)
  if (owner !== undefined)
    return {...refusal('owned', `only ${owner} may change this secret`), finding: 'secret-owned-by-service'}
  const region = facts.arn.split(':')[3]
  if (description.primaryRegion !== undefined && description.primaryRegion !== region)
    return {...refusal('replica', `rotation runs only in ${description.primaryRegion}`), finding: 'secret-is-replica'}
  if (facts.current === undefined) return withoutCurrent(facts)
  if (facts.pending === undefined) return settledGate(facts, facts.current)
  return undefined
}

function refusal(at: GateName, reason: string): Decision {
  return {at, verdict: 'refuse', fixClass: 'advice', reason, choices: []}
}

/** No AWSCURRENT: only a pending version that is proven to work may take it. */
function withoutCurrent(facts: SecretFacts): Decision {
  const {pending} = facts
  const proven = pending !== undefined && (pending.value === 'own' || pending.value === 'unread')
  if (proven && valueOf(pending.auth) === 'yes' && facts.running.value === 'no')
    return {
      at: 'no-current',
      finding: 'no-current-version',
      verdict: 'finish',
      fixClass: 'ask',
      candidate: pending.versionId,
      choices: [],
    }
  const reason = 'no version holds AWSCURRENT, and none that holds AWSPENDING is proven to work'
  return {...refusal('no-current', reason), finding: 'no-current-version'}
}

/** AWSPENDING on nobody or on AWSCURRENT: settled only if nothing hides behind it. */
function settledGate(facts: SecretFacts, current: VersionFacts): Decision {
  const auth = authOf(current)
  if (auth === 'yes') return settled()
  if (auth === 'no') return settledButRefused(facts, current)
  // Nobody could be asked with it; beside a value that works it needs no rejection to go back.
  if (current.unparsable !== undefined && authOf(facts.previous) === 'yes') return restore('current-unparsable')
  const newer = newerWithoutLabel(facts)
  if (newer === undefined) return settled()
  if (newer.maker.kind === 'unknown')
    return {
      at: 'settled',
      verdict: 'unknown',
      fixClass: 'none',
      reason: `version ${newer.versionId} is newer than AWSCURRENT, has no label, and who wrote it is unknown: ${newer.maker.reason}`,
      choices: [],
    }
  return {
    at: 'settled',
    finding: 'newer-version-without-label',
    verdict: 'pin',
    fixClass: 'auto',
    candidate: newer.versionId,
    choices: [],
  }
}

function settled(): Decision {
  return {at: 'settled', verdict: 'settled', fixClass: 'none', choices: []}
}

function restore(finding: string): Decision {
  return {at: 'settled', finding, verdict: 'restore previous', fixClass: 'ask', choices: []}
}

function settledButRefused(facts: SecretFacts, current: VersionFacts): Decision {
  if (authOf(facts.previous) === 'yes') return restore('current-dead-previous-live')
  const works = workingOther(facts)
  if (works === undefined)
    return {at: 'settled', finding: 'nothing-authenticates', verdict: 'rotate', fixClass: 'ask', choices: []}
  const newer = isNewer(works, current) && valueOf(works.maker) === 'fn'
  return {
    at: 'settled',
    finding: newer ? 'newer-version-without-label' : 'rotation-abandoned',
    verdict: 'finish',
    fixClass: 'ask',
    candidate: works.versionId,
    choices: [],
  }
}

function tableDecision(facts: SecretFacts): Decision {
  const pending = facts.pending
  if (pending === undefined) throw new Error('the table is asked only while AWSPENDING is on another version')
  const state = pendingStateOf(facts, pending)
  const setSecretTried = facts.exhausted.includes('resume from setSecret') || facts.setSecretSentBefore !== undefined
  const row = rowOf(state, setSecretTried ? 12 : undefined)
  const works = row.number === 8 || row.number === 14 ? workingOther(facts) : undefined
  const base = {at: row.number, state, choices: choicesOf(state)}
  const finding = findingOf(row, state)
  if (works !== undefined)
    return {...base, finding: 'nothing-authenticates', verdict: 'finish', fixClass: 'ask', candidate: works.versionId}
  return {
    ...base,
    ...(finding === undefined ? {} : {finding}),
    verdict: row.verdict,
    fixClass: row.fixClass,
    ...(row.verdict === 'finish' ? {candidate: pending.versionId} : {}),
    ...(row.verdict === 'wait' || row.number === 3 ? {reason: facts.running.why} : {}),
  }
}

/** A repair that left the row as it was is not offered again. */
function withoutExhausted(facts: SecretFacts, decision: Decision): Decision {
  if (!facts.exhausted.includes(`${decision.at}:${decision.verdict}`)) return decision
  const reason = 'this repair was made in this run and left the secret as it was'
  return {...decision, verdict: 'refuse', fixClass: 'advice', reason}
}

/** The newest version beside the three labelled ones that the target accepts. */
export function workingOther(facts: SecretFacts): VersionFacts | undefined {
  return facts.others.find(version => valueOf(version.auth) === 'yes')
}

function isNewer(version: VersionFacts, than: VersionFacts): boolean {
  return (version.createdAt ?? 0) > (than.createdAt ?? Infinity)
}

/**
 * A version newer than AWSCURRENT that the function wrote and that no label of the service holds, or one whose writer is
 * unknown. A copy left by a schedule test, an empty version, and one the target rejects hide nothing.
 */
export function newerWithoutLabel(facts: SecretFacts): VersionFacts | undefined {
  const {current} = facts
  if (current === undefined) return undefined
  const hides = (version: VersionFacts) =>
    isNewer(version, current) &&
    (version.value === 'own' || version.value === 'unread') &&
    valueOf(version.auth) !== 'no' &&
    valueOf(version.auth) !== 'gone' &&
    isUnlabelled(version)
  const hidden = facts.others.filter(hides)
  return (
    hidden.find(version => valueOf(version.maker) === 'fn') ?? hidden.find(version => version.maker.kind === 'unknown')
  )
}

/** Our own pin is no label in this sense: it was put on because there was none. */
function isUnlabelled(version: VersionFacts): boolean {
  return version.labels.every(label => label.startsWith('secrot-hold-'))
}

/**
 * What `--choose` may take where the table refuses: nothing under a step that may run, except a finish that is safe even
 * then; never a version without proof while AWSCURRENT is rejected; never the label off the last value that may be live.
 */
export function choicesOf(state: PendingState): readonly Choice[] {
  if (state.running === 'yes') return []
  const holdsValue = state.value === 'own' || state.value === 'unread'
  const idle = state.running === 'no'
  const mayWork = holdsValue && (state.auth === 'yes' || (state.auth === '?' && state.current !== 'no' && idle))
  const currentMayWork = state.current !== 'no'
  const choices: Choice[] = []
  if (mayWork) choices.push('finish')
  if (idle && currentMayWork) choices.push('discard')
  if (idle && state.previous === 'yes') choices.push('restore')
  if (idle && holdsValue && state.on && state.auth !== 'gone' && currentMayWork) choices.push('resume')
  return choices
}
