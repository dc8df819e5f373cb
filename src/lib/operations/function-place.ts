import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import {type Fact, known} from '../doctor/facts.ts'
import type {Context} from './context.ts'
import {functionScope} from './doctor-function.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** Where the rotation function of a secret is asked, or why it cannot be: its account is that of its ARN, or nobody is asked. */
export async function placeOfFunction(
  context: Context,
  {scope, accountId}: ResolvedSecret,
  functionArn: string,
  functionProfile: string | undefined,
): Promise<Fact<AwsScope>> {
  const arn = parseArn(functionArn)
  // The account of a secret is known: nobody needs to be asked who calls.
  if (functionProfile === undefined && arn?.accountId === accountId) return known({...scope, region: arn.region})
  const reached = await functionScope({context, options: {functionProfile}}, functionArn)
  return reached.kind === 'unknown' ? reached : known({...scope, ...reached.value})
}
