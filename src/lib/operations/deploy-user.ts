import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import {userNameOf} from '../deploy/many-secrets.ts'
import {isTaggable} from '../deploy/settings.ts'
import type {Context} from './context.ts'
import {deployUsage} from './deploy-refusals.ts'
import {awsCommand} from './doctor-aws.ts'

/**
 * A user's name as IAM spells it, which finds it in whatever case it is written: the rotator compares tag and value letter
 * by letter. Throws USAGE (exit 2) for one that no tag can hold. A user that does not exist stays as it is written.
 */
export async function userAsIamSpells(context: Context, scope: AwsScope, typed: string): Promise<string> {
  const user = await context.aws(scope).iam.user(typed, {signal: context.signal})
  const path = parseArn(user?.arn ?? '')?.resource.replace(/^user\//, '')
  const userName = path === undefined ? typed : userNameOf(path)
  if (isTaggable(userName)) return userName
  const rename = {service: 'iam', operation: 'UpdateUser', input: {UserName: userName, NewUserName: 'NAME'}}
  throw deployUsage(
    `The name of user ${userName} does not fit into the tag that names it to the rotator.`,
    `Rename it: ${awsCommand(rename, context.scopeFlags(scope).aws)}`,
  )
}

/** IAM takes no two names that differ in case alone. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export function isSameUser(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
