import {cancelledBy} from './cancelled-by.ts'
import {wantsTrust} from '../rotation/hand-sent.ts'
import {AWSCURRENT, AWSPENDING, type RotationStep, rotationSteps} from '../rotation/secret.ts'
import type {Choice, Decision} from './decide.ts'
import {holdLabel, type SecretFacts, valueOf, type VersionFacts} from './facts.ts'
import {LABEL_LIMIT, labelsNeeded} from './label-room.ts'
import {authOf} from './pending-state.ts'
import type {Verdict} from './pending-table.ts'
import type {FixPlan, PlanCall, Planned, PlanHits} from './plan.ts'
import {rotateBlockedBy} from './rotate-block.ts'
import {trustOf} from './trust.ts'

type Draft = Omit<FixPlan, 'attested' | 'fixClass' | 'not'> & {readonly not?: readonly string[]}

type Maker = (facts: SecretFacts, decision: Decision) => Planned

const nothingToDo: Maker = (_, decision) => refused(decision.reason ?? 'an operator has to decide')

const makers: Readonly<Record<Verdict, Maker>> = {
  finish,
  'restore previous': restorePrevious,
  'discard then rotate': discard,
  rotate,
  'resume from setSecret': (facts, decision) => resume(facts, decision, 'setSecret'),
  'resume from testSecret': (facts, decision) => resume(facts, decision, 'testSecret'),
  pin: pinOnly,
  wait: nothingToDo,
  refuse: nothingToDo,
  settled: nothingToDo,
  unknown: nothingToDo,
}

/** The plan of a decision, or why there is none. */
export function planOf(facts: SecretFacts, decision: Decision): Planned {
  return makers[decision.verdict](facts, decision)
}

const chosenMakers: Readonly<Record<Choice, Maker>> = {
  finish: (facts, decision) =>
    finish(facts, {...decision, ...(facts.pending === undefined ? {} : {candidate: facts.pending.versionId})}),
  discard,
  restore: restorePrevious,
  resume: (facts, decision) => resume(facts, decision, 'testSecret'),
}

/** The plan that `--choose` takes in place of a refusal; class ask. */
export function chosenPlan(facts: SecretFacts, decision: Decision, choice: Choice): Planned {
  if (!decision.choices.includes(choice)) return refused(`--choose ${choice} would break what every repair keeps here`)
  return chosenMakers[choice](facts, {...decision, fixClass: 'ask'})
}

function finish(facts: SecretFacts, decision: Decision): Planned {
  const to = versionOf(facts, decision.candidate)
  if (to === undefined) return refused('the version to promote is not there')
  const {current} = facts
  const calls: PlanCall[] = [
    ...(to.labels.length === 0 ? [pin(to)] : []),
    ...pinPrevious(facts),
    {
      kind: 'move',
      label: AWSCURRENT,
      ...(current === undefined ? {} : {from: current.versionId}),
      to: to.versionId,
    },
    {kind: 'ask-target', versionId: to.versionId},
    ...tidyAfterMove(facts, to),
  ]
  return planned(facts, decision, {
    name: 'finish',
    calls,
    hits: 'new readers',
    ...undoOfMove(facts, to),
    question: `Move AWSCURRENT to ${to.versionId}?`,
    not:
      authOf(current) === 'no'
        ? ['drop AWSPENDING: hides the only working value', 'put the old value back: stays rejected']
        : ['drop AWSPENDING: loses a live credential that nothing else records'],
  })
}

/** AWSPENDING comes off the version that is current now; off another one only when that one was current before. */
function tidyAfterMove(facts: SecretFacts, to: VersionFacts): readonly PlanCall[] {
  if (to.labels.includes(AWSPENDING)) return [{kind: 'move', label: AWSPENDING, from: to.versionId}]
  return facts.pendingOnCurrent && facts.current !== undefined
    ? [{kind: 'move', label: AWSPENDING, from: facts.current.versionId}]
    : []
}

function undoOfMove(facts: SecretFacts, to: VersionFacts): Pick<FixPlan, 'undo' | 'noUndoBecause' | 'undoWhile'> {
  const {current} = facts
  if (current === undefined) return {undo: [], noUndoBecause: 'AWSCURRENT cannot be taken off a secret again'}
  if (authOf(current) === 'no')
    return {undo: [], noUndoBecause: `none that helps: the target rejects ${current.versionId}`}
  return {
    undo: [{kind: 'move', label: AWSCURRENT, from: to.versionId, to: current.versionId}],
    undoWhile: `while the target takes ${current.versionId}`,
  }
}

function restorePrevious(facts: SecretFacts, decision: Decision): Planned {
  const {current, previous} = facts
  if (current === undefined || previous === undefined) return refused('there is no AWSPREVIOUS to go back to')
  const calls: PlanCall[] = [
    {kind: 'move', label: AWSCURRENT, from: current.versionId, to: previous.versionId},
    {kind: 'ask-target', versionId: previous.versionId},
    ...(facts.pendingOnCurrent ? [{kind: 'move', label: AWSPENDING, from: current.versionId} as const] : []),
  ]
  return planned(facts, decision, {
    name: 'restore previous',
    calls,
    hits: 'new readers',
    undo: [{kind: 'move', label: AWSCURRENT, from: previous.versionId, to: current.versionId}],
    question: `Move AWSCURRENT back to ${previous.versionId}?`,
    not: ['drop AWSPENDING: may hide the value that is being set'],
  })
}

function discard(facts: SecretFacts, decision: Decision): Planned {
  const {pending} = facts
  if (pending === undefined) return rotate(facts)
  const empty = pending.value === 'empty'
  const calls: PlanCall[] = [
    ...listKeys(facts),
    ...(empty ? [] : [pin(pending)]),
    {kind: 'move', label: AWSPENDING, from: pending.versionId},
  ]
  return planned(facts, decision, {
    name: 'discard',
    calls,
    hits: 'nobody',
    ...(empty
      ? {undo: [], noUndoBecause: 'an empty version has nothing to bring back'}
      : {undo: [{kind: 'move', label: AWSPENDING, to: pending.versionId}]}),
    question: `Take AWSPENDING off ${pending.versionId}?`,
    ...afterDiscard(facts),
  })
}

/** Where the provider has no place for another credential, a rotation would leave the same AWSPENDING behind. */
function afterDiscard(facts: SecretFacts): Pick<Draft, 'followedBy' | 'not'> {
  const blocked = facts.rootError?.failure?.kind === 'limit' ? rotateBlockedBy(facts) : undefined
  return blocked === undefined ? {followedBy: 'rotate'} : {not: [`rotate: ${blocked}`]}
}

/** Kinds that create a credential at the provider first may have left an orphan: look before the label goes. */
function listKeys(facts: SecretFacts): readonly PlanCall[] {
  if (facts.target !== 'iam-key') return []
  const userName = valueOf(facts.keys)?.userName
  return [userName === undefined ? {kind: 'list-keys'} : {kind: 'list-keys', userName}]
}

/** A new rotation; refused while the last root error would meet it again. */
export function rotate(facts: SecretFacts): Planned {
  const blocked = rotateBlockedBy(facts)
  if (blocked !== undefined) return refused(blocked)
  const on = valueOf(facts.labels)?.description.rotationEnabled
  return planned(
    facts,
    {fixClass: 'ask'},
    {
      name: 'rotate',
      calls: [...(authOf(facts.previous) === 'no' ? [] : pinPrevious(facts)), {kind: 'rotate'}],
      hits: replacing(facts),
      undo: [],
      noUndoBecause: `AWSCURRENT can be moved back to ${facts.current?.versionId ?? 'the old version'} while the target takes it`,
      question: `Rotate ${facts.name} now${on === true ? '' : turnsOn(facts, on === false)}?`,
    },
  )
}

/** What somebody cancelled goes on again only where it is said who did it, and when. */
function turnsOn(facts: SecretFacts, wasCancelled: boolean): string {
  return wasCancelled
    ? ` (this turns rotation on, which was cancelled${cancelledBy(facts)})`
    : ' (this turns rotation on)'
}

function resume(facts: SecretFacts, decision: Decision, from: RotationStep): Planned {
  const {pending} = facts
  const found = valueOf(facts.function)
  if (pending === undefined || found?.kind !== 'found') return refused('the rotation function could not be read')
  const {arn, name} = found.configuration
  const steps = rotationSteps.slice(rotationSteps.indexOf(from))
  const trust = trustOf(facts)
  if (!trust.resume && steps.some(wantsTrust)) return refused(trust.wanted)
  const functionArn = valueOf(facts.labels)?.description.rotationFunctionArn ?? arn
  const calls = steps.flatMap((step): PlanCall[] => [
    ...(step === 'finishSecret' ? pinPrevious(facts) : []),
    {kind: 'invoke', step, versionId: pending.versionId, functionArn},
  ])
  return planned(facts, decision, {
    name: 'resume',
    calls,
    hits: from === 'setSecret' ? replacing(facts) : 'new readers',
    ...undoOfMove(facts, pending),
    question: `Send ${steps.join(', ')} to ${name} with ${pending.versionId}?`,
    not: ['drop AWSPENDING: may hide a value that is live'],
  })
}

function pinOnly(facts: SecretFacts, decision: Decision): Planned {
  const version = versionOf(facts, decision.candidate)
  if (version === undefined) return refused('the version to keep is not there')
  if (version.labels.includes(holdLabel(version.versionId)))
    return refused('the version is kept by its hold label; ask the target to know whether it is the live one')
  return planned(facts, decision, pinDraft(version))
}

/** Keeps a version that carries no label. */
export function pinDraft(version: VersionFacts): Draft {
  return {
    name: 'pin',
    calls: [pin(version)],
    hits: 'nobody',
    undo: [{kind: 'move', label: holdLabel(version.versionId), from: version.versionId}],
    undoWhile: 'once the version has another label',
    question: `Keep ${version.versionId} with ${holdLabel(version.versionId)}?`,
  }
}

function pin(version: VersionFacts): PlanCall {
  return {kind: 'pin', versionId: version.versionId}
}

/** Moving AWSCURRENT takes AWSPREVIOUS off its holder: kept first, unless the target rejects it. */
function pinPrevious(facts: SecretFacts): readonly PlanCall[] {
  const {previous} = facts
  if (previous === undefined || authOf(previous) === 'no') return []
  return previous.labels.includes(holdLabel(previous.versionId)) ? [] : [pin(previous)]
}

/** A kind that only adds credentials hits new readers; for any other the old value may be refused from then on. */
function replacing(facts: SecretFacts): PlanHits {
  const {target} = facts
  return target === 'iam-key' || target === 'appsync-key' || target === 'none'
    ? 'new readers'
    : 'holders of the old value'
}

function versionOf(facts: SecretFacts, versionId: string | undefined): VersionFacts | undefined {
  const all = [facts.pending, facts.current, facts.previous, ...facts.others]
  return all.find(version => version !== undefined && version.versionId === versionId)
}

/** Counts the labels first: no room for the pins means no repair. */
export function planned(facts: SecretFacts, decision: Pick<Decision, 'fixClass'>, draft: Draft): Planned {
  const labels = valueOf(facts.labels)
  if (labels === undefined) return refused('the labels could not be read')
  const needed = labelsNeeded(labels, draft.calls)
  if (needed > LABEL_LIMIT)
    return refused(
      `the secret would carry ${needed} labels and AWS allows ${LABEL_LIMIT}: free ${needed - LABEL_LIMIT} first, oldest holds first`,
    )
  return {
    kind: 'plan',
    plan: {...draft, fixClass: decision.fixClass, attested: facts.attested, not: draft.not ?? []},
  }
}

function refused(because: string): Planned {
  return {kind: 'refused', because}
}
