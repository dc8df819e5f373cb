import {parseArn} from '../arn.ts'
import type {RotationBefore} from '../journal/journal.ts'
import type {RotationRules, SecretDescription} from '../rotation/secret.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {cancelMutation} from './disable-plan.ts'
import type {ChangeStory} from './journal-story.ts'
import {mutate} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {resolveSecret} from './resolve-secret.ts'
import {switchOnMutation} from './switch-on.ts'
import {forbidden, type UndoPart} from './undo-part.ts'
import type {UndoSubject} from './undo-subject.ts'

/** A change of whether a secret rotates; a RotateSecret that starts a rotation is another matter. */
export function isScheduleChange({intent: {action, request}}: ChangeStory): boolean {
  if (action === 'secretsmanager:CancelRotateSecret') return true
  return action === 'secretsmanager:RotateSecret' && !startsRotation(request)
}

/** Whether a RotateSecret rotates at once. One without a token is ours for switching on, which never does. */
export function startsRotation(request: Readonly<Record<string, unknown>>): boolean {
  return request['ClientRequestToken'] !== undefined && request['RotateImmediately'] !== false
}

/** A secret's rotation, switched on or off again as it was before the run. */
export async function undoSchedule(
  context: Context,
  arn: string,
  changes: readonly ChangeStory[],
  {run: {runId}, later}: Pick<UndoSubject, 'run' | 'later'>,
): Promise<UndoPart> {
  const [first] = changes
  const wasOn = first?.intent.action === 'secretsmanager:CancelRotateSecret'
  const secret = await resolveSecret(context, arn)
  const {description} = secret
  if ((description.rotationEnabled === true) === wasOn) return {kind: 'already', resource: arn, notes: []}
  const since = later.find(run =>
    run.changes.some(one => one.intent.resource === arn && one.end === 'done' && isScheduleChange(one)),
  )
  if (since?.undoes === runId)
    return forbidden(arn, `run ${since.runId} has taken it back already, and it was changed again`)
  if (since !== undefined) return forbidden(arn, `run ${since.runId} has changed since whether it rotates`)
  if (!wasOn) return partOf(context, arn, cancelMutation(context, secret), description)
  const recorded = first.intent.rotationBefore ?? {}
  const because = whyNotOn(description, recorded)
  if (because !== undefined) return forbidden(arn, because)
  const rules = recorded.rules ?? description.rotationRules ?? {}
  return partOf(context, arn, switchOnMutation(context, secret, rules), description)
}

/** AWS keeps function and schedule of a rotation that is off, so that they differ only if somebody changed them. */
function whyNotOn(
  {staging, rotationFunctionArn, rotationRules}: SecretDescription,
  recorded: RotationBefore,
): string | undefined {
  const pending = pendingVersionOf(staging)
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
  if (pending !== undefined)
    return `AWSPENDING is on ${pending}, which is not current: AWS refuses to switch its rotation on`
  const {rules: was, functionArn} = recorded
  if (was === undefined) return rotationRules === undefined ? 'nobody remembers its schedule' : undefined
  if (rotationRules !== undefined && !sameRules(was, rotationRules)) return 'its schedule was changed since'
  return functionArn === rotationFunctionArn
    ? undefined
    : `it rotates with ${rotationFunctionArn ?? 'no function'} since`
}

/** AWS writes a plain number of days as an expression too, and leaves either out. */
function sameRules(one: RotationRules, other: RotationRules): boolean {
  const text = ({scheduleExpression, automaticallyAfterDays, duration}: RotationRules) =>
    JSON.stringify([scheduleExpression ?? automaticallyAfterDays ?? null, duration ?? null])
  return text(one) === text(other)
}

function partOf(context: Context, arn: string, mutation: Mutation, {staging}: SecretDescription): UndoPart {
  const act = async (): Promise<void> => {
    const outcome = await mutate(context, mutation, {shown: true})
    if (outcome.kind !== 'unknown') return
    const region = parseArn(arn)?.region ?? context.scope.region
    const {rotationEnabled} = await context.aws({region}).secrets.describe(arn, {signal: context.signal})
    // A lost reply says nothing; the secret does.
    if ((rotationEnabled === true) !== (mutation.action === 'secretsmanager:RotateSecret')) throw outcome.error
  }
  const pending = pendingVersionOf(staging)
  const notes = pending === undefined ? [] : [`AWSPENDING may stay on ${pending}, which is not current`]
  return {kind: 'act', resource: arn, mutations: [mutation], questions: [], notes, act}
}
