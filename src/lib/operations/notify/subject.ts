import {parseArn} from '../../arn.ts'
import type {AwsScope} from '../../aws/gateways.ts'
import type {Context} from '../context.ts'
import {resolveSecret} from '../resolve-secret.ts'
import {standingRefusal} from '../secret-refusals.ts'
import {readsOf} from './look.ts'
import {foreignAccount, placesDiffer, topicElsewhere} from './refusals.ts'
import {setupAt} from './setup.ts'
import type {NotifyStage} from './stage.ts'

/** Where a run acts, and about which secrets. */
export interface Subject extends Omit<NotifyStage, 'found'> {
  readonly secretArns: readonly string[]
}

/**
 * Looks the secrets up. Throws what resolveSecret throws, SECRET_DELETED and REPLICA (exit 3), REGION_CONFLICT,
 * OTHER_ACCOUNT and TOPIC_ELSEWHERE (exit 2).
 */
export async function subjectOf(
  context: Context,
  secretIds: readonly string[],
  topicArn: string | undefined,
): Promise<Subject> {
  const secretArns: string[] = []
  let scope: AwsScope = context.scope
  for (const id of secretIds) {
    const secret = await resolveSecret(context, id)
    const refusal = standingRefusal(context, secret, primary => ['Be told there', ['secrot', 'notify', primary]])
    if (refusal !== undefined) throw refusal
    const [first] = secretArns
    if (first !== undefined && secret.scope.region !== scope.region) throw placesDiffer(first, secret.arn)
    scope = secret.scope
    secretArns.push(secret.arn)
  }
  const subject = await subjectAt(context, scope)
  const {accountId, region} = subject.setup.place
  const foreign = secretArns.find(arn => parseArn(arn)?.accountId !== accountId)
  if (foreign !== undefined) throw foreignAccount(foreign, accountId)
  if (topicArn !== undefined) checkTopic(topicArn, {accountId, region})
  return {...subject, secretArns}
}

/** The setup of a region, whatever it watches. */
export async function subjectAt(context: Context, scope: AwsScope): Promise<Subject> {
  const caller = await context.caller(scope)
  const partition = parseArn(caller.arn)?.partition ?? 'aws'
  const setup = setupAt({partition, accountId: caller.accountId, region: scope.region})
  return {context, scope, setup, reads: readsOf(context, scope, setup), secretArns: []}
}

/** FIFO topics send no mail: https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-delivery.html */
function checkTopic(topicArn: string, {accountId, region}: {readonly accountId: string; readonly region: string}) {
  const arn = parseArn(topicArn)
  const ours = arn?.service === 'sns' && arn.accountId === accountId && arn.region === region
  if (!ours || !/^[\w-]{1,256}$/.test(arn.resource)) throw topicElsewhere(topicArn, region)
}
