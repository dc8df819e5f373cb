import {parsePolicy, PolicySyntaxError} from '../iam/policy/document.ts'
import {invalid} from './errors.ts'

/**
 * What a topic gets whose maker names no policy. It lets in whom AWS's own services name as source, and so nobody who
 * signs a request: the account's own policies decide (recorded: aws-behaviour.md section 11).
 */
export function defaultPolicy(arn: string, accountId: string): string {
  const actions = ['Get', 'Set'].map(verb => `SNS:${verb}TopicAttributes`)
  const statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: {AWS: '*'},
    Action: [
      ...actions,
      'SNS:AddPermission',
      'SNS:RemovePermission',
      'SNS:DeleteTopic',
      'SNS:Subscribe',
      'SNS:ListSubscriptionsByTopic',
      'SNS:Publish',
    ],
    Resource: arn,
    Condition: {StringEquals: {'AWS:SourceOwner': accountId}},
  }
  return JSON.stringify({Version: '2008-10-17', Id: '__default_policy_ID', Statement: [statement]})
}

/** Throws InvalidParameter for a text that is no policy, and for a statement that says of nobody. Own texts. */
export function checkTopicPolicy(text: string): void {
  try {
    if (parsePolicy(text).statements.every(({principals}) => principals !== undefined)) return
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    throw invalid(`Policy Error: ${error.message}`)
  }
  throw invalid('Policy Error: each statement needs a principal.')
}
