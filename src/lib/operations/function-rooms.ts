import pMap from 'p-map'
import {parseArn} from '../arn.ts'
import {SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {placeOfFunction} from './function-place.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {unqualified} from './watch-function.ts'

export const functionRoomsActions = ['lambda:GetFunctionConcurrency'] as const

/** How many rotations a function can run at once, as far as it limits them itself. */
export type FunctionRoom =
  /** No reserved concurrency, or no function. */
  | {readonly kind: 'free'}
  | {readonly kind: 'known'; readonly functionArn: string; readonly reserved: number}
  /** It could not be read: one at a time is never too many. */
  | {readonly kind: 'unread'; readonly functionArn: string}

/**
 * The reserved concurrency of each function that rotates one of the secrets, by its ARN. What cannot be read is said once
 * for each function, with the action that would allow it.
 */
export async function functionRooms(
  context: Context,
  secrets: readonly ResolvedSecret[],
  functionProfile: string | undefined,
): Promise<ReadonlyMap<string, FunctionRoom>> {
  const users = new Map<string, ResolvedSecret>()
  for (const secret of secrets) {
    const arn = secret.description.rotationFunctionArn
    if (arn !== undefined && !users.has(arn)) users.set(arn, secret)
  }
  const rooms = await pMap(
    [...users],
    async ([functionArn, secret]) =>
      [functionArn, await roomOf(context, secret, functionArn, functionProfile)] as const,
    {concurrency: 4, signal: context.signal},
  )
  return new Map(rooms)
}

/** In another account only with a way to it: a function of the same name may exist here. */
async function roomOf(
  context: Context,
  secret: ResolvedSecret,
  functionArn: string,
  functionProfile: string | undefined,
): Promise<FunctionRoom> {
  // The reserve is the function's, not a version's (API GetFunctionConcurrency takes no qualifier).
  const ofFunction = unqualified(functionArn)
  const arn = parseArn(ofFunction)
  const unread = (why: string): FunctionRoom => {
    context.progress.warn(
      `Not read: reserved concurrency of ${arn?.resource.replace(/^function:/, '') ?? functionArn} (${why})`,
    )
    return {kind: 'unread', functionArn: ofFunction}
  }
  if (arn === undefined) return unread('its ARN is malformed')
  try {
    const reached = await placeOfFunction(context, secret, ofFunction, functionProfile)
    if (reached.kind === 'unknown') return unread(reached.reason)
    const reserved = await context.aws(reached.value).lambda.reservedConcurrency(ofFunction, {signal: context.signal})
    return reserved === undefined ? {kind: 'free'} : {kind: 'known', functionArn: ofFunction, reserved}
  } catch (error) {
    if (!(error instanceof SecrotError) || error.code !== 'ACCESS_DENIED') throw error
    return unread(error.action ?? functionRoomsActions[0])
  }
}
