import {SecrotError} from '../errors.ts'
import {holdLabel} from '../doctor/facts.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import type {RepairStep} from './doctor-events.ts'
import {type LabelMove, labelMutation} from './label-mutation.ts'
import {mutate} from './mutate.ts'
import type {Hits, Mutation} from './mutation.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {seeLabels} from './see-labels.ts'

/** Changes of one secret under way, each made only once the one before is seen. */
export interface LabelWork {
  readonly context: Context
  readonly secret: ResolvedSecret
  /** As the secret was last seen: the next change is allowed on this only. */
  now: SecretDescription
  onStep(step: RepairStep): void
}

/** Attaches the hold label of a version; does nothing where it is there already. */
export async function pinVersion(work: LabelWork, versionId: string): Promise<void> {
  const label = holdLabel(versionId)
  if (labelsOf(work.now.staging, versionId).includes(label)) return
  const text = `${versionId} with ${label}`
  await moveLabel(work, {label, to: versionId}, 'nobody', {name: 'kept', text})
}

/** One label moved, attached or taken off. Throws CHANGE_NOT_SEEN (exit 1) and what `mutate` throws. */
export async function moveLabel(
  work: LabelWork,
  move: LabelMove,
  hits: Hits,
  said: Pick<RepairStep, 'name' | 'text'> = {name: move.label, text: moveWords(move)},
): Promise<void> {
  const {context, secret} = work
  const {arn, scope} = secret
  const place = {arn, scope, flags: context.scopeFlags(scope).aws}
  const holds = (description: SecretDescription, versionId = ''): boolean =>
    labelsOf(description.staging, versionId).includes(move.label)
  const isThere = (description: SecretDescription): boolean =>
    move.to === undefined ? !holds(description, move.from) : holds(description, move.to)
  await changeSeen(work, labelMutation(context, place, move, {now: work.now, hits}), isThere, said)
}

/** Sends one change and waits until the labels show it; a lost reply is looked for in them, too. */
export async function changeSeen(
  work: LabelWork,
  mutation: Mutation,
  isThere: (description: SecretDescription) => boolean,
  said: Pick<RepairStep, 'name' | 'text'>,
): Promise<void> {
  const {context, secret} = work
  const at = context.clock.now()
  const outcome = await mutate(context, mutation, {shown: true})
  const seen = await seeLabels(context, secret.arn, isThere)
  if (seen === undefined) {
    work.onStep({at, ok: false, ...said})
    throw notSeen(work, mutation, outcome.kind === 'unknown' ? outcome.error : undefined)
  }
  work.now = seen.description
  const isCurrent = said.name === 'AWSCURRENT'
  const text = isCurrent ? `${said.text}, seen in DescribeSecret` : said.text
  work.onStep({at, ok: true, name: said.name, text, ...(isCurrent ? {seenAt: seen.at} : {})})
}

function notSeen(
  {context, secret}: LabelWork,
  {summary, resource}: Mutation,
  lost: SecrotError | undefined,
): SecrotError {
  const look = shellCommand(['secrot', 'versions', resource, ...context.scopeFlags(secret.scope).secrot])
  const reply = lost === undefined ? '' : `, and no reply came (${lost.message})`
  return new SecrotError({
    code: 'CHANGE_NOT_SEEN',
    message: `${summary} is not seen in DescribeSecret after 30 s${reply}. Nothing further was done.`,
    hint: `Where the labels are: ${look}`,
    cause: lost,
  })
}

function moveWords({from, to}: LabelMove): string {
  if (to === undefined) return `taken off ${from}`
  return from === undefined ? `on ${to}` : `${from} → ${to}`
}
