import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import type {Place} from '../deploy/deployment.ts'
import type {Context} from './context.ts'
import {deployUsage} from './deploy-refusals.ts'

/** Where a deployment stands: in the account of the caller. */
export async function deployedPlace(context: Context, scope: AwsScope): Promise<Place> {
  const {arn, accountId} = await context.caller(scope)
  return {partition: parseArn(arn)?.partition ?? 'aws', accountId, region: scope.region}
}

/** Throws USAGE (exit 2) for what Lambda does not take. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export function functionName(name: string, argument: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(name)) return name
  throw deployUsage(`${argument} is not the name of a function.`, 'It holds letters, digits, - and _, 64 at most.')
}
