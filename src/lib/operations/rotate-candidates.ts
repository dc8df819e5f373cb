import pMap from 'p-map'
import {EXIT, SecrotError} from '../errors.ts'
import {labelsOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {functionRooms, type FunctionRoom} from './function-rooms.ts'
import {resolveSecret, type ResolvedSecret} from './resolve-secret.ts'
import {planRotation, type RotationPlan} from './rotate-plan.ts'
import {rotateRefusal} from './rotate-refusals.ts'
import {unsafe} from './secret-refusals.ts'

/** A secret of a run over many, as it stands before the question. */
export type Candidate =
  | {readonly kind: 'ready'; readonly name: string; readonly plan: RotationPlan; readonly room: FunctionRoom}
  /** An earlier run has started it: it is followed. */
  | {readonly kind: 'running'; readonly name: string; readonly secret: ResolvedSecret; readonly started: EarlierStart}
  /** It is left alone; the error says why, and its exit code is the secret's own. */
  | {readonly kind: 'refused'; readonly name: string; readonly secret?: ResolvedSecret; readonly error: SecrotError}

/** A rotation that an earlier run has started, or may have. */
export interface EarlierStart {
  readonly versionId: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** false: nobody knows whether AWS got the call. */
  readonly sure: boolean
}

export interface CandidateWishes {
  readonly functionProfile?: string | undefined
  /** By ARN, what an earlier run has started. Absent: nothing. */
  readonly started?: ReadonlyMap<string, EarlierStart>
}

/** Secrets that are described at the same time. */
const atOnce = 8

/**
 * Describes each secret and says which cannot be rotated, and why; their order stays. Throws TWICE (exit 2) when two of
 * them are one secret, and what concerns the whole run: credentials, an interrupt.
 */
export async function rotationCandidates(
  context: Context,
  secretIds: readonly string[],
  {functionProfile, started}: CandidateWishes,
): Promise<readonly Candidate[]> {
  const resolved = await pMap(secretIds, async id => ({id, found: await resolvedOrWhyNot(context, id)}), {
    concurrency: atOnce,
    signal: context.signal,
  })
  checkOnce(resolved)
  const secrets = resolved.flatMap(({found}) => (found instanceof SecrotError ? [] : [found]))
  const rooms = await functionRooms(context, secrets, functionProfile)
  return pMap(
    resolved,
    async ({id, found}): Promise<Candidate> => {
      if (found instanceof SecrotError) return {kind: 'refused', name: id, error: found}
      const room = rooms.get(found.description.rotationFunctionArn ?? '') ?? {kind: 'free'}
      return judged(context, id, found, {room, started: started?.get(found.arn)})
    },
    {concurrency: atOnce, signal: context.signal},
  )
}

async function judged(
  context: Context,
  typed: string,
  secret: ResolvedSecret,
  {room, started}: {readonly room: FunctionRoom; readonly started: EarlierStart | undefined},
): Promise<Candidate> {
  const {name, staging} = secret.description
  const seen = started !== undefined && (started.sure || labelsOf(staging, started.versionId).length > 0)
  if (seen) return {kind: 'running', name, secret, started}
  const error = rotateRefusal(context, secret) ?? switchedOff(context, secret) ?? blocked(context, secret, room)
  if (error !== undefined) return {kind: 'refused', name, secret, error}
  // The same token again: a call that AWS did get has no second effect.
  const plan = planRotation(context, secret, typed, await context.caller(secret.scope), started?.versionId)
  return {kind: 'ready', name, plan, room}
}

/** One that is not there, or may not be looked at, does not keep the others from being rotated. */
async function resolvedOrWhyNot(context: Context, id: string): Promise<ResolvedSecret | SecrotError> {
  try {
    return await resolveSecret(context, id)
  } catch (error) {
    const own = error instanceof SecrotError && ['SECRET_NOT_FOUND', 'ACCESS_DENIED'].includes(error.code)
    if (!own) throw error
    return error
  }
}

function checkOnce(resolved: readonly {readonly id: string; readonly found: ResolvedSecret | SecrotError}[]): void {
  const seen = new Map<string, string>()
  for (const {id, found} of resolved) {
    if (found instanceof SecrotError) continue
    const before = seen.get(found.arn)
    if (before !== undefined) {
      throw new SecrotError({
        code: 'TWICE',
        message: `${before} and ${id} are the same secret, ${found.arn}.`,
        hint: 'Leave one of them out.',
        exit: EXIT.usage,
      })
    }
    seen.set(found.arn, id)
  }
}

/** A rotation that somebody switched off is switched on again by a question of its own only (product.md, `disable`). */
function switchedOff(context: Context, {scope, description}: ResolvedSecret): SecrotError | undefined {
  if (description.rotationEnabled !== false) return undefined
  const {name} = description
  return unsafe('ROTATION_OFF', `Rotation of ${name} is off, and RotateSecret would switch its schedule on again.`, [
    'Rotate it alone',
    ['secrot', 'rotate', name, '--allow', 'rotation-off', '--watch', ...context.scopeFlags(scope).secrot],
  ])
}

/** "To throttle a function, set the reserved concurrency to zero" (Lambda developer guide, configuration-concurrency). */
function blocked(context: Context, {scope, description}: ResolvedSecret, room: FunctionRoom): SecrotError | undefined {
  if (room.kind !== 'known' || room.reserved !== 0) return undefined
  const functionArn = description.rotationFunctionArn ?? ''
  return unsafe(
    'FUNCTION_BLOCKED',
    `The function of ${description.name} has a reserved concurrency of 0: it never runs.`,
    [
      'Let it run',
      [
        'aws',
        'lambda',
        'delete-function-concurrency',
        '--function-name',
        functionArn,
        ...context.scopeFlags(scope).aws,
      ],
    ],
  )
}
