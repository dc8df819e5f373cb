import type {Sandbox} from '../../sandbox/index.ts'

/** The customer managed key of the rehearsed secret, under its alias. Answers its ARN. */
export async function stageKey(sandbox: Sandbox, AliasName: string): Promise<string> {
  const made = (await sandbox.call('kms', 'CreateKey', {})) as {KeyMetadata: {Arn: string}}
  const {Arn} = made.KeyMetadata
  await sandbox.call('kms', 'CreateAlias', {AliasName, TargetKeyId: Arn})
  return Arn
}

/**
 * A role that may do everything, but of keys may use this one alone, and only for what reading and storing a secret needs.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-authz
 */
export function everythingUnder(keyArn: string): object {
  const allow = {Effect: 'Allow'}
  return {
    Version: '2012-10-17',
    Statement: [
      {...allow, NotAction: 'kms:*', Resource: '*'},
      {...allow, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn},
    ],
  }
}
