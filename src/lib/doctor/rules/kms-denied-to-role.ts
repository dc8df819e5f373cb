import {bareKeyId, isUnusable, type KeyUse, type SecretKey} from '../encryption.ts'
import {lastFailures} from '../failures.ts'
import {type SecretFacts, valueOf} from '../facts.ts'
import {throughSecretsManager} from '../readings/key-policy.ts'
import type {Advice, FindingDraft, Rule} from '../rule.ts'

export const kmsDeniedToRole: Rule = {
  id: 'kms-denied-to-role',
  severity: 'critical',
  title: 'The role of the function may not use the KMS key of the secret',
  topic: 'kms',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects:
    'The policies of the role, that of the key, and grants together refuse Decrypt or GenerateDataKey. Where they could not be read, a refusal by the key in the log of the last step is shown with its time, and blocks nothing.',
  repair:
    'None here: the statement for the policy of the key is printed, for Secrets Manager and this one secret; where a policy forbids it, that this has to go first.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html',
  check: facts => {
    const keys = facts.kmsKeys ?? []
    const found = keys.flatMap(key => {
      const use = key.use === undefined ? undefined : valueOf(key.use)
      return use === undefined || use.refused.length === 0 ? [] : [finding(facts, key, use)]
    })
    return found.length > 0 ? found : fromLog(facts, keys)
  },
}

function finding(facts: SecretFacts, key: SecretKey, use: KeyUse): FindingDraft {
  const refused = use.refused.map(({action, by}) => `${action} (${by})`).join(', ')
  return {
    message: `Role ${use.roleName} may not use ${key.id}: ${refused}.`,
    blocks: true,
    isCause: true,
    resource: key.id,
    advice: use.refused.some(({by}) => by.includes(' forbid'))
      ? [
          'What forbids it has to go first, in the policies of the role, the organization or the key: no allowance outdoes it.',
        ]
      : statement(facts, use.roleArn),
  }
}

/** Only where nothing that is so now tells more: the key can be used, as far as is known, and its policies could not be read. */
function fromLog(facts: SecretFacts, keys: readonly SecretKey[]): readonly FindingDraft[] {
  const failures = lastFailures(facts, ['kms'])
  const isExplained = keys.some(({state, use}) => {
    const key = valueOf(state)
    return key?.kind === 'gone' || (key !== undefined && isUnusable(key)) || use?.kind === 'known'
  })
  const role = roleArnOf(facts)
  if (failures === undefined || isExplained || keys.length === 0 || role === undefined) return []
  const step = failures.step === undefined ? '' : ` in ${failures.step}`
  return [
    {
      message: `The key refused the function${step}: ${failures.text}.`,
      isCause: true,
      resource: keys.map(({id}) => bareKeyId(id)).join(' '),
      ...(failures.fresh ? {blocks: true} : {seenAt: failures.at}),
      advice: statement(facts, role),
    },
  ]
}

function roleArnOf(facts: SecretFacts): string | undefined {
  const found = valueOf(facts.function)
  return found?.kind === 'found' ? found.configuration.roleArn : undefined
}

/**
 * On one line. The role is told by `aws:PrincipalArn`: a key policy keeps the unique id of whom it names, so that a role
 * which is deleted and made again would be shut out (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html).
 */
function statement({arn}: SecretFacts, roleArn: string): readonly Advice[] {
  const {'kms:EncryptionContext:SecretARN': secret, ...service} = throughSecretsManager(arn)
  return [
    'A statement for the policy of the key, beside those that it has:',
    JSON.stringify({
      Sid: 'TheRotatorUsesItForThisSecret',
      Effect: 'Allow',
      Principal: {AWS: '*'},
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: {
        StringEquals: {...service, 'kms:EncryptionContext:SecretARN': secret},
        ArnEquals: {'aws:PrincipalArn': roleArn},
      },
    }),
  ]
}
