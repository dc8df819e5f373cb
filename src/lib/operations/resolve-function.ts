import {parseArn} from '../arn.ts'
import type {AwsScope, FunctionConfiguration} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {shellCommand} from '../shell-words.ts'
import {onlyReads} from './configured-scope.ts'
import type {Context} from './context.ts'
import {functionScope} from './doctor-function.ts'
import {checkedFunctionId} from './function-region.ts'

export const resolveFunctionActions = [
  'sts:GetCallerIdentity',
  'sts:AssumeRole',
  'lambda:GetFunctionConfiguration',
] as const

/** What comes after the look: a role of the configuration only reads. */
export type FunctionUse = 'read' | 'change'

/** A FUNCTION that was looked up once. */
export interface ResolvedFunction {
  /** Full ARN, with the qualifier that was typed: each has a policy of its own. */
  readonly arn: string
  /** In the region and the account of the function. */
  readonly scope: AwsScope
  /** Account of the command line: that of the secrets. */
  readonly ownAccount: string
  readonly configuration: FunctionConfiguration
}

/**
 * Turns FUNCTION (name, partial or whole ARN, with version or alias) into its full ARN. Throws FUNCTION_ID_MALFORMED
 * (exit 2), FUNCTION_ELSEWHERE (exit 2) for another account that nothing reaches or, for a `change`, that is reached through
 * a role of the configuration, and FUNCTION_NOT_FOUND.
 */
export async function resolveFunction(
  context: Context,
  functionId: string,
  functionProfile: string | undefined,
  use: FunctionUse,
): Promise<ResolvedFunction> {
  const {arn, ownAccount} = await functionArnOf(context, functionId, functionProfile)
  const options = functionProfile === undefined ? {} : {functionProfile}
  const reached = await functionScope({context, options}, arn)
  if (reached.kind === 'unknown') throw elsewhere(`${arn} cannot be reached: ${reached.reason}.`)
  if (use === 'change' && reached.value.role !== undefined) {
    throw elsewhere(`${arn} is not touched: ${onlyReads(parseArn(arn)?.accountId ?? '')}.`)
  }
  const scope = {...context.scope, ...reached.value}
  const configuration = await context.aws(scope).lambda.configuration(arn, {signal: context.signal})
  if (configuration === undefined) throw notFound(context, arn, scope)
  return {arn, scope, ownAccount, configuration}
}

/**
 * FUNCTION as its full ARN, without asking whether there is one: what is left out is of the region of the command line and
 * of the account of `functionProfile`. Throws FUNCTION_ID_MALFORMED (exit 2).
 */
export async function functionArnOf(
  context: Context,
  functionId: string,
  functionProfile: string | undefined,
): Promise<{readonly arn: string; readonly ownAccount: string}> {
  const id = checkedFunctionId(functionId)
  const region = id.region ?? context.scope.region
  const own = await context.caller({region})
  const there = functionProfile === undefined ? own : await context.caller({region, profile: functionProfile})
  const partition = parseArn(own.arn)?.partition ?? 'aws'
  const qualifier = id.qualifier === undefined ? '' : `:${id.qualifier}`
  const arn = `arn:${partition}:lambda:${region}:${id.accountId ?? there.accountId}:function:${id.name}${qualifier}`
  return {arn, ownAccount: own.accountId}
}

function elsewhere(message: string): SecrotError {
  return new SecrotError({
    code: 'FUNCTION_ELSEWHERE',
    message,
    hint: 'Name a profile of the account of the function: --function-profile NAME',
    exit: EXIT.usage,
  })
}

function notFound(context: Context, arn: string, scope: AwsScope): SecrotError {
  return new SecrotError({
    code: 'FUNCTION_NOT_FOUND',
    message: `There is no function ${arn}.`,
    hint: `Check name, alias, region and account: ${shellCommand(['aws', 'lambda', 'list-functions', ...context.scopeFlags(scope).aws])}`,
  })
}
