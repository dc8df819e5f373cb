import type {CallerIdentity} from '../aws/gateways.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {AWSCURRENT} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {awsTextOf} from './doctor-aws.ts'
import {SPARED} from './doctor-key-answers.ts'
import {changesOf, type LabelPlan} from './label-plan.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {RollbackProof, RollbackVersions} from './rollback-refusals.ts'
import {type KeyEnd, keyEndLine} from './rollback-key-end.ts'
import {nextRotationText} from './next-rotation.ts'
import {pendingOff} from './pending-off.ts'
import {isDead, type TargetProof} from './target-proof.ts'

/**
 * Moving AWSCURRENT back gives AWSPREVIOUS to the version it leaves. The next rotation would take that last label off it, so
 * a value that may be live is kept with a label of its own first.
 */
export function rollbackSteps(
  {description}: ResolvedSecret,
  {current, previous}: RollbackVersions,
  proof: RollbackProof,
  asks: boolean,
): readonly PlanCall[] {
  return [
    ...(isDead(proof.current) ? [] : [{kind: 'pin', versionId: current} as const]),
    ...pendingOff(description, current),
    {kind: 'move', label: AWSCURRENT, from: current, to: previous},
    ...(asks ? [{kind: 'ask-target', versionId: previous} as const] : []),
  ]
}

export function rollbackPlan(
  context: Context,
  secret: ResolvedSecret,
  about: {
    readonly versions: RollbackVersions
    readonly proof: TargetProof
    readonly said: RollbackProof
    readonly steps: readonly PlanCall[]
    readonly caller: CallerIdentity
    /** Of the key that consumers get back; undefined: it is no API key, or nothing tells which. */
    readonly keyEnd: KeyEnd | undefined
  },
): LabelPlan {
  const {arn, scope, description} = secret
  const {versions, proof, said, steps, caller, keyEnd} = about
  const {current, previous} = versions
  const flags = context.scopeFlags(scope).aws
  const back: PlanCall = {kind: 'move', label: AWSCURRENT, from: previous, to: current}
  const dead = isDead(said.current)
  return {
    title: `Roll ${description.name} back`,
    secret,
    caller,
    notes: [
      {word: 'hits', lines: [`who reads from now on: they get ${previous} in place of ${current}`]},
      {word: 'target', lines: [targetText(versions, said)]},
      ...(keyEnd === undefined ? [] : [{word: 'ends', lines: [keyEndLine(keyEnd)]}]),
      {word: 'then', lines: [nextRotationText(description, `goes on from the old value, ${previous}`)]},
    ],
    proof: proof.answers,
    ...(proof.check === undefined ? {} : {check: proof.check}),
    steps,
    changes: changesOf(steps, arn, flags),
    undo: dead ? [] : [awsTextOf(back, arn, flags)],
    undoNote: dead ? `none that helps: the target rejects ${current}` : `while the target takes ${current}`,
    ids: [current, previous],
  }
}

/** Labels are all that moves: what the target thinks of it. */
function targetText({current, previous}: RollbackVersions, said: RollbackProof): string {
  const nothing = 'nothing is changed there'
  if (previousIsSpared(said)) return `${nothing}; it is asked about ${previous} before the move, as that uses its key`
  if (said.previous.answer !== 'accepted') return `${nothing}; nobody knows whether it takes ${previous}`
  if (said.current.answer === 'accepted') return `${nothing}: it takes ${previous}, and goes on taking ${current}`
  if (isDead(said.current)) return `${nothing}: it takes ${previous} and rejects ${current} already`
  return `${nothing}: it takes ${previous}; nobody knows whether it takes ${current}`
}

function previousIsSpared({previous}: RollbackProof): boolean {
  return previous.reason === SPARED
}
