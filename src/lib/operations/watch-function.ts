import {parseArn} from '../arn.ts'
import type {AwsScope, FunctionConfiguration} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {ReadFailure} from '../history/watch/state.ts'
import type {Context} from './context.ts'
import {readFailure} from './read-failure.ts'
import {placeOfFunction} from './function-place.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

export const watchFunctionActions = [
  'lambda:GetFunctionConfiguration',
  'secretsmanager:ListSecrets',
  'sts:AssumeRole',
  'sts:GetCallerIdentity',
] as const

/** The rotation function of a watched secret, or why nothing can be read of it. */
export type WatchedFunction =
  | {readonly kind: 'known'; readonly configuration: FunctionConfiguration; readonly scope: AwsScope}
  /** The owning service rotates without one. */
  | {readonly kind: 'none'}
  | {readonly kind: 'unread'; readonly failure: ReadFailure}

/**
 * Reads the configuration of a secret's rotation function. Account and region of its ARN are compared first: in another
 * account it is only looked for with `functionProfile` or as the configuration says, since a function of the same name
 * may exist here. Throws what concerns the whole command line (exit 2).
 */
export async function watchFunction(
  context: Context,
  secret: ResolvedSecret,
  functionProfile: string | undefined,
): Promise<WatchedFunction> {
  const functionArn = secret.description.rotationFunctionArn
  if (functionArn === undefined) return {kind: 'none'}
  const arn = parseArn(functionArn)
  if (arn === undefined) return unread(`${functionArn} is no ARN`)
  try {
    const reached = await placeOfFunction(context, secret, functionArn, functionProfile)
    if (reached.kind === 'unknown') return unread(reached.reason, reached.action)
    const scope = reached.value
    const configuration = await context.aws(scope).lambda.configuration(functionArn, {signal: context.signal})
    if (configuration === undefined) return unread(`there is no function ${functionArn}`)
    return {kind: 'known', configuration, scope}
  } catch (error) {
    if (!(error instanceof SecrotError) || error.exit === EXIT.usage) throw error
    return {kind: 'unread', failure: readFailure(error)}
  }
}

/**
 * Whether no other secret of the region names the function; stops at the first that does. undefined: the caller may not
 * list secrets. The qualifier is left out of account, since all versions of a function write to one log group.
 */
export async function isAlone(
  context: Context,
  secret: ResolvedSecret,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const name = unqualified(secret.description.rotationFunctionArn ?? '')
  try {
    for await (const page of context.aws(secret.scope).secrets.list({signal, includePlannedDeletion: true})) {
      const others = page.filter(other => other.arn !== secret.arn)
      if (others.some(other => unqualified(other.rotationFunctionArn ?? '') === name)) return false
    }
    return true
  } catch (error) {
    if (error instanceof SecrotError && error.code === 'ACCESS_DENIED') return undefined
    throw error
  }
}

/** The ARN of the function itself: log group and reserved concurrency are the same for all its versions. */
export function unqualified(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':')
}

function unread(reason: string, action?: string): WatchedFunction {
  const denied = action === undefined ? {denied: false, gone: true} : {denied: true, gone: false, action}
  return {kind: 'unread', failure: {reason, ...denied}}
}
