import {parseArn} from '../arn.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {type LabelMove, moveLabel} from '../rotation/label-algebra.ts'
import {type Restoration, restoreMoves} from '../rotation/restore-moves.ts'
import {AWSCURRENT, AWSPENDING, AWSPREVIOUS, type SecretDescription, type Staging} from '../rotation/secret.ts'
import {holderOf, holders, sameStaging} from '../rotation/staging.ts'
import type {Context, Question} from './context.ts'
import type {ChangeStory} from './journal-story.ts'
import {labelMutation, placeOf} from './label-mutation.ts'
import {mutate} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {seeLabels} from './see-labels.ts'
import {forbidden, type UndoPart} from './undo-part.ts'

/** Answers the question whether AWSCURRENT may go back although nobody asked the target. */
export const TARGET_NOT_ASKED = 'target-not-asked'

/**
 * The label moves of one secret, taken back: from today's labels to those before the run. Forbidden where a label is not
 * where the run left it, or a version is gone.
 */
export async function undoLabels(
  context: Context,
  arn: string,
  moves: readonly ChangeStory[],
  allow: readonly string[],
): Promise<UndoPart> {
  const [before, after] = [stagingBefore(moves[0]), stagingAfter(moves.at(-1))]
  if (before === undefined || after === undefined)
    return forbidden(arn, 'the journal does not tell how its labels were before')
  const region = parseArn(arn)?.region ?? context.scope.region
  const {secrets} = context.aws({region})
  const description = await secrets.describe(arn, {signal: context.signal})
  const wanted = differences(after, before)
  const moved = movedSince(description.staging, restoreMoves(after, wanted), wanted)
  if (moved !== undefined) return forbidden(arn, moved)
  const way = restoreMoves(description.staging, wanted)
  const notes = way.kept.map(label => keptText(label, way))
  if (way.moves.length === 0) return {kind: 'already', resource: arn, notes}
  const gone = await goneVersion(context, description, way.moves)
  if (gone !== undefined) return forbidden(arn, `version ${gone} is gone`)
  const mutations = way.moves.map((move, index) =>
    moveMutation(context, {...description, staging: way.states[index] ?? new Map()}, move),
  )
  const questions = way.moves.flatMap(move => currentQuestion(move, moves, allow))
  return {kind: 'act', resource: arn, mutations, questions, notes, act: () => moveAll(context, description, way)}
}

function stagingBefore(change: ChangeStory | undefined): Staging | undefined {
  const labels = change?.intent.labelsBefore
  return labels === undefined ? undefined : new Map(Object.entries(labels))
}

/** As AWS leaves them once it made the move. */
function stagingAfter(change: ChangeStory | undefined): Staging | undefined {
  const before = stagingBefore(change)
  if (change === undefined || before === undefined) return undefined
  const {
    VersionStage: label = '',
    RemoveFromVersionId: from,
    MoveToVersionId: to,
  } = change.intent.request as Readonly<Record<string, string | undefined>>
  const move = {label, ...(from === undefined ? {} : {from}), ...(to === undefined ? {} : {to})}
  const outcome = moveLabel(before, move)
  return outcome.kind === 'labels' ? outcome.staging : undefined
}

/** Labels whose holder differs, with the one that is wanted back. */
function differences(now: Staging, before: Staging): ReadonlyMap<string, string | undefined> {
  const labels = new Set([...holders(now).keys(), ...holders(before).keys()])
  return new Map(
    [...labels].flatMap(label => {
      const to = holderOf(before, label)
      return holderOf(now, label) === to ? [] : [[label, to] as const]
    }),
  )
}

const system = [AWSCURRENT, AWSPENDING, AWSPREVIOUS]

/**
 * Which label somebody has moved since the run, in words. Today's labels must be those that it left, or those of an undo
 * that stopped on its way.
 */
function movedSince(today: Staging, way: Restoration, wanted: ReadonlyMap<string, unknown>): string | undefined {
  const labels = [
    ...new Set([...wanted.keys(), ...([...wanted.keys()].some(label => system.includes(label)) ? system : [])]),
  ]
  const differs = (state: Staging) => labels.find(label => holderOf(state, label) !== holderOf(today, label))
  if (way.states.some(state => differs(state) === undefined)) return undefined
  const left = way.states[0] ?? today
  const label = differs(left) ?? ''
  const place = (staging: Staging) => holderOf(staging, label) ?? 'nobody'
  return `${label} is on ${place(today)}, the run left it on ${place(left)}: it was moved since`
}

function keptText(label: string, {states}: Restoration): string {
  return `${label} stays on ${holderOf(states.at(-1) ?? new Map(), label) ?? 'nobody'}, which would carry no label without it`
}

/** A version without labels may have been deleted (user guide, versions of a secret). */
async function goneVersion(
  context: Context,
  {arn, staging}: SecretDescription,
  moves: readonly LabelMove[],
): Promise<string | undefined> {
  const unlabelled = moves.flatMap(({to}) => (to === undefined || staging.has(to) ? [] : [to]))
  if (unlabelled.length === 0) return undefined
  const region = parseArn(arn)?.region ?? context.scope.region
  const options = {signal: context.signal, includeDeprecated: true}
  const versions = await context.aws({region}).secrets.listVersions(arn, options)
  return unlabelled.find(wanted => !versions.some(({versionId}) => versionId === wanted))
}

function moveMutation(context: Context, now: SecretDescription, move: LabelMove): Mutation<void> {
  const hits = move.label === AWSCURRENT ? 'new readers' : 'nobody'
  return labelMutation(context, placeOf(context, now.arn), move, {now, hits})
}

/** Who reads from then on gets another value, which nobody has asked the target about; the journal may know that it was refused. */
function currentQuestion(
  {label, to}: LabelMove,
  moves: readonly ChangeStory[],
  allow: readonly string[],
): readonly Question[] {
  if (label !== AWSCURRENT) return []
  const known = moves.find(({intent}) => intent.request['VersionStage'] === AWSCURRENT)?.intent.noUndoBecause
  return [
    {
      message: `Move AWSCURRENT back to ${to}? ${known === undefined ? 'Nobody asked the target whether it takes that value' : `The run had said: ${known}`}.`,
      answeredBy: `--allow ${TARGET_NOT_ASKED}`,
      answer: allow.includes(TARGET_NOT_ASKED) ? true : undefined,
    },
  ]
}

async function moveAll(context: Context, first: SecretDescription, way: Restoration): Promise<void> {
  let description = first
  for (const [index, move] of way.moves.entries()) {
    const wanted = way.states[index + 1] ?? new Map()
    const outcome = await mutate(context, moveMutation(context, description, move), {shown: true})
    const seen = await seeLabels(context, first.arn, ({staging}) => sameStaging(staging, wanted))
    if (seen === undefined && outcome.kind === 'unknown') throw outcome.error
    if (seen === undefined) throw movedMeanwhile(first, move)
    description = seen.description
  }
}

function movedMeanwhile({name}: SecretDescription, {label}: LabelMove): SecrotError {
  return new SecrotError({
    code: 'STATE_CHANGED',
    message: `The labels of ${name} are not as they should be after ${label} was moved; the rest was not done.`,
    hint: 'Run the same command again: it plans for the labels as they are now.',
    exit: EXIT.unsafe,
  })
}
