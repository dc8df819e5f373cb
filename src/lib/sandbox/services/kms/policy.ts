/** Policies of keys. Every key has exactly one, and without it nobody may use the key, its own account included. */
import {parsePolicy, PolicySyntaxError} from '../iam/policy/document.ts'
import type {Place} from './entities.ts'
import {malformedPolicy} from './errors.ts'

/**
 * What a key gets whose maker names no policy: the account's own policies decide.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function defaultPolicy({accountId}: Place): string {
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: {AWS: `arn:aws:iam::${accountId}:root`},
    Action: 'kms:*',
    Resource: '*',
  }
  return JSON.stringify({Version: '2012-10-17', Id: 'key-default-1', Statement: [statement]})
}

/**
 * The policy of aws/secretsmanager: whoever reaches it through Secrets Manager may use it, nobody may directly.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-policies
 */
export function managedPolicy({accountId, region}: Place): string {
  const throughService = {'kms:CallerAccount': accountId, 'kms:ViaService': `secretsmanager.${region}.amazonaws.com`}
  const use = {
    Effect: 'Allow',
    Principal: {AWS: ['*']},
    Action: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncrypt*',
      'kms:CreateGrant',
      'kms:DescribeKey',
      'kms:GenerateDataKey*',
    ],
    Resource: '*',
    Condition: {StringEquals: throughService},
  }
  const view = {
    Effect: 'Allow',
    Principal: {AWS: [`arn:aws:iam::${accountId}:root`]},
    Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
    Resource: '*',
  }
  return JSON.stringify({Version: '2012-10-17', Id: 'auto-secretsmanager-2', Statement: [use, view]})
}

/** Throws MalformedPolicyDocumentException for a text that is no policy, and for a statement that says of nobody. Own texts. */
export function checkKeyPolicy(text: string): void {
  try {
    const {statements} = parsePolicy(text)
    if (statements.length > 0 && statements.every(({principals}) => principals !== undefined)) return
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    throw malformedPolicy(error.message)
  }
  throw malformedPolicy('Each statement of a key policy needs a principal.')
}
