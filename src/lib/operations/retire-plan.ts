import type {CallerIdentity} from '../aws/gateways.ts'
import {earliestEnd} from '../doctor/api-keys.ts'
import type {PlanCall} from '../doctor/plan.ts'
import type {Context} from './context.ts'
import {awsTextOf} from './doctor-aws.ts'
import {changesOf, type LabelPlan, type PlanStep} from './label-plan.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {type Ending, endingName} from './retire-ending.ts'
import type {Held} from './retire-held.ts'
import type {RetireOptions} from './retire-options.ts'
import {useLines} from './retire-use.ts'
import type {TargetProof} from './target-proof.ts'

type Wishes = Pick<RetireOptions, 'compromised' | 'waitMs'>

/** What is done, in order; between disabling and deleting the current credential is proven once more. */
export function retireSteps(
  ending: Ending,
  current: string,
  {compromised, waitMs}: Wishes,
  now: number,
): readonly PlanStep[] {
  const proof = {kind: 'ask-target', versionId: current} as const
  if (ending.kind === 'appsync-key') {
    const {apiId, name: key, expiresAt: was} = ending
    const expiresAt = earliestEnd(now)
    const end: PlanCall = compromised
      ? {kind: 'delete-api-key', apiId, key}
      : {kind: 'api-key-expiry', apiId, key, expiresAt, ...(was === undefined ? {} : {was})}
    return [end, proof]
  }
  const {userName, accessKeyId} = ending
  const disable = {kind: 'key-status', userName, accessKeyId, active: false} as const
  const wait = {kind: 'wait', ms: waitMs} as const
  return [...(ending.active === true ? [disable] : []), wait, proof, {kind: 'delete-key', userName, accessKeyId}]
}

/** The plan as it is shown before anything happens. */
export function retirePlan(
  context: Context,
  secret: ResolvedSecret,
  about: {
    readonly ending: Ending
    readonly held: Held
    readonly proof: TargetProof
    readonly steps: readonly PlanStep[]
    readonly caller: CallerIdentity
  },
): LabelPlan {
  const {arn, scope, description} = secret
  const {ending, held, proof, steps, caller} = about
  const flags = context.scopeFlags(scope).aws
  const {undo, undoNote} = wayBack(ending, steps, arn, flags)
  return {
    title: `Retire ${endingName(ending)} (${description.name})`,
    secret,
    caller,
    notes: [
      {word: 'hits', lines: ['who still holds the old value: from then on it is refused']},
      {word: 'key', lines: [stateText(ending)]},
      {word: 'used', lines: useLines(ending)},
      {word: 'held', lines: heldLines(held)},
    ],
    proof: proof.answers,
    ...(proof.check === undefined ? {} : {check: proof.check}),
    steps,
    changes: changesOf(steps, arn, flags),
    undo,
    undoNote,
    ids: [...held.holders.map(({versionId}) => versionId), ...held.unread, held.current.versionId],
  }
}

function stateText(ending: Ending): string {
  if (ending.kind === 'appsync-key') {
    const {name, expiresAt} = ending
    const end = expiresAt === undefined ? 'not listed' : `ends ${new Date(expiresAt).toISOString()}`
    return `…${name.last4}, sha256 ${name.sha256}…, ${end}`
  }
  const {accessKeyId, active, createdAt} = ending
  const made = createdAt === undefined ? '' : `, made ${new Date(createdAt).toISOString()}`
  return `…${accessKeyId.slice(-4)}, ${active === true ? 'active' : 'inactive'}${made}`
}

function heldLines({holders, unread}: Held): readonly string[] {
  const lines = holders.map(({versionId, labels}) => {
    const named = labels.length === 0 ? 'without a label' : labels.join(', ')
    return `${versionId}  ${named}`
  })
  return unread.length === 0 ? lines : [...lines, `unknown of ${unread.join(', ')}, which could not be read`]
}

/** Until it is deleted it can be brought back; an end of an API key can be moved again while the key is there. */
function wayBack(ending: Ending, steps: readonly PlanStep[], arn: string, flags: readonly string[]) {
  if (ending.kind === 'appsync-key') {
    const {apiId, name: key, expiresAt} = ending
    const goes = steps.some(({kind}) => kind === 'delete-api-key')
    if (goes || expiresAt === undefined) return {undo: [], undoNote: 'none: a deleted key does not come back'}
    const back = {kind: 'api-key-expiry', apiId, key, expiresAt} as const
    return {undo: [awsTextOf(back, arn, flags)], undoNote: 'while the key is there'}
  }
  const {userName, accessKeyId} = ending
  const back = {kind: 'key-status', userName, accessKeyId, active: true} as const
  return {undo: [awsTextOf(back, arn, flags)], undoNote: 'until it is deleted; a deleted key does not come back'}
}
