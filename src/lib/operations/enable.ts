import {ownerOf} from '../doctor/owning-service.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {whoCancelledActions} from './who-cancelled.ts'
import {enableFunctionActions} from './enable-function.ts'
import {enableKeyActions} from './enable-key.ts'
import {enableMutation, sameRules, type WantedRotation} from './enable-plan.ts'
import {preflight, type Preflight} from './enable-preflight.ts'
import {maySwitchOn, mayUndoCancel, startsNow} from './enable-questions.ts'
import {enableRefusal, functionMissing, pendingRefusal} from './enable-refusals.ts'
import {rememberedRotation} from './enable-remembered.ts'
import {enableRoleActions} from './enable-role.ts'
import {chooseSchedule, type ScheduleWishes} from './enable-schedule.ts'
import {startRotation} from './enable-start.ts'
import {thenLines} from './enable-words.ts'
import {grantActions, grantAt} from './grant.ts'
import {mutateActions, mutationLines} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {functionArnOf} from './resolve-function.ts'
import {type ResolvedSecret, resolveSecret, resolveSecretActions} from './resolve-secret.ts'
import {sayRehearsal} from './rehearsal.ts'

export const enableActions = [
  ...resolveSecretActions,
  ...mutateActions,
  ...enableFunctionActions,
  ...enableRoleActions,
  ...enableKeyActions,
  ...whoCancelledActions,
  ...grantActions,
  'secretsmanager:RotateSecret',
] as const

export interface EnableOptions extends ScheduleWishes {
  readonly secretId: string
  /** Absent: the one that the secret has, or had. */
  readonly functionId?: string | undefined
  readonly functionProfile?: string | undefined
  /** Takes schedule and function as they were, and does not rotate at once unless `now` says so. */
  readonly restore: boolean
  /** Whether the first rotation starts at once. Absent: somebody is asked; with `yes` it does where the rotation was off. */
  readonly now?: boolean | undefined
  /** Answers the question whether to switch it on. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  /** Answers the question whether Secrets Manager may invoke the function. */
  readonly grant: boolean
  /** `rotation-off`: what somebody else switched off goes on again; a statement id: that one may be replaced. */
  readonly allow: readonly string[]
  readonly dryRun: boolean
  /** What was looked at, before anything is asked. */
  readonly onPreflight: (found: Preflight) => void
}

export interface EnableResult {
  readonly secret: ResolvedSecret
  /** SECRET as typed, and the flags that a printed command needs beside it. */
  readonly words: readonly string[]
  /** `already`: it rotates so, and no call was made. `refused`: the pre-flight found what stands in the way. */
  readonly outcome: 'planned' | 'declined' | 'refused' | 'already' | 'enabled' | 'started'
  readonly wanted: WantedRotation
  /** Absent: nothing was to be changed. */
  readonly found?: Preflight
  /** As last read. */
  readonly description: SecretDescription
  /** What was shown, in the order in which it is sent. */
  readonly changes: readonly Mutation[]
}

/**
 * Switches a rotation on, or changes its function or schedule, after a look at all that it needs. Throws what
 * `enableRefusal` and `chooseSchedule` say, FUNCTION_MISSING (exit 2), STATE_CHANGED, and what AWS refuses with.
 */
export async function enable(context: Context, options: EnableOptions): Promise<EnableResult> {
  const secret = await resolveSecret(context, options.secretId)
  const refusal = enableRefusal(context, secret, options.functionId)
  if (refusal !== undefined) throw refusal
  const {description: before} = secret
  const forgotten = before.rotationRules === undefined
  const remembered = options.restore && forgotten ? await rememberedRotation(context, secret.arn) : undefined
  const chosen = chooseSchedule(options, before, remembered)
  const functionArn = await functionOf(context, secret, options, remembered?.functionArn)
  const wanted: WantedRotation = {
    rules: chosen.rules,
    now: options.now ?? (before.rotationEnabled !== true && !options.restore && functionArn !== undefined),
    versionId: context.random.uuid(),
    ...(functionArn === undefined ? {} : {functionArn}),
  }
  const base = {secret, words: [options.secretId, ...context.scopeFlags(secret.scope).secrot], wanted}
  if (options.now !== true && rotatesSo(before, wanted))
    return {...base, outcome: 'already', description: before, changes: []}
  const pending = pendingRefusal(context, secret)
  if (pending !== undefined) throw pending
  const functionProfile = options.functionProfile
  const found = await preflight(context, secret, {...chosen, functionArn, functionProfile})
  options.onPreflight(found)
  if (found.obstacles.length > 0) return {...base, found, outcome: 'refused', description: before, changes: []}
  return ask(context, options, {...base, found, description: before})
}

/** Asks, and acts on a yes. */
async function ask(
  context: Context,
  options: EnableOptions,
  planned: Omit<EnableResult, 'outcome' | 'changes' | 'found'> & {readonly found: Preflight},
): Promise<EnableResult> {
  const {secret, found, description: before} = planned
  const {permission} = found
  const declined = (changes: readonly Mutation[] = []): EnableResult => ({...planned, outcome: 'declined', changes})
  if (!(await mayUndoCancel(context, found, options))) return declined()
  const wanted = {...planned.wanted, now: await startsNow(context, planned.wanted.now, options)}
  const change = enableMutation(context, secret, wanted)
  for (const line of [...(await mutationLines(context, change)), ...thenLines(before, wanted, found)])
    context.progress.line(line)
  sayRehearsal(context, found.functionName, found.rehearsal)
  if (!(await maySwitchOn(context, before, options))) return declined([change])
  const granted =
    permission?.missing !== true || permission.place === undefined
      ? undefined
      : await grantAt(context, permission.place, {
          yes: options.grant ? true : undefined,
          answeredBy: '--grant',
          allow: options.allow,
          dryRun: options.dryRun,
        })
  const changes = [...(granted?.changes ?? []), change]
  if (granted?.outcome === 'declined') return declined(changes)
  const end = {...planned, wanted, changes}
  if (options.dryRun) return {...end, outcome: 'planned'}
  const permitted = granted !== undefined || permission?.check.state === 'ok'
  const description = await startRotation(context, secret, wanted, {permitted})
  return {...end, outcome: wanted.now ? 'started' : 'enabled', description}
}

/** The function that is to rotate it; undefined where the owning service does. Throws FUNCTION_MISSING (exit 2). */
async function functionOf(
  context: Context,
  {description}: ResolvedSecret,
  {functionId, functionProfile}: EnableOptions,
  remembered: string | undefined,
): Promise<string | undefined> {
  if (functionId !== undefined) return (await functionArnOf(context, functionId, functionProfile)).arn
  if (ownerOf(description) !== undefined) return undefined
  const known = description.rotationFunctionArn ?? remembered
  if (known === undefined) throw functionMissing(description.name)
  return known
}

function rotatesSo(before: SecretDescription, {functionArn, rules}: WantedRotation): boolean {
  return (
    before.rotationEnabled === true &&
    before.rotationFunctionArn === functionArn &&
    sameRules(before.rotationRules, rules)
  )
}
