import {parseArn} from '../arn.ts'
import {AWSCURRENT} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import type {ChangeStory, RunStory} from './journal-story.ts'
import {labelMutation, placeOf} from './label-mutation.ts'
import {mutate} from './mutate.ts'
import type {Mutation} from './mutation.ts'

export const resumeMovesActions = ['secretsmanager:DescribeSecret', 'secretsmanager:UpdateSecretVersionStage'] as const

/**
 * What a repair was still to tidy up when it died: a label comes off a version that keeps AWSCURRENT. Any other rest of a
 * plan is not made from memory: the command plans it afresh. Read from the labels as they are now.
 */
export async function tidyMoves(context: Context, run: RunStory): Promise<readonly Mutation[]> {
  const moves: Mutation[] = []
  for (const {arn, label, from} of restOf(run.changes)) {
    const region = parseArn(arn)?.region ?? context.scope.region
    const description = await context.aws({region}).secrets.describe(arn, {signal: context.signal})
    const held = labelsOf(description.staging, from)
    if (held.includes(label) && held.includes(AWSCURRENT) && label !== AWSCURRENT)
      moves.push(labelMutation(context, placeOf(context, arn), {label, from}, {now: description, hits: 'nobody'}))
  }
  return moves
}

/** Makes the moves; asked for before. One without a reply is left: the next look tells. */
export async function makeMoves(context: Context, moves: readonly Mutation[]): Promise<void> {
  for (const move of moves) await mutate(context, move, {shown: true})
}

interface Detach {
  readonly arn: string
  readonly label: string
  readonly from: string
}

/**
 * The detaches that each secret's plan still held: what was to follow its last change, and that change itself where nobody
 * wrote down that it was made. One that AWS refused ended its plan.
 */
function restOf(changes: readonly ChangeStory[]): readonly Detach[] {
  const last = new Map(changes.map(change => [change.intent.resource, change]))
  return [...last.values()].flatMap(({intent, end}) => {
    if (end === 'failed' || end === 'stale') return []
    const rest = [...(end === 'unknown' ? [intent] : []), ...(intent.following ?? [])]
    return rest.flatMap(({action, request}) => {
      const {VersionStage: label, RemoveFromVersionId: from, MoveToVersionId: to} = request
      if (action !== 'secretsmanager:UpdateSecretVersionStage' || to !== undefined) return []
      return typeof label === 'string' && typeof from === 'string' ? [{arn: intent.resource, label, from}] : []
    })
  })
}
