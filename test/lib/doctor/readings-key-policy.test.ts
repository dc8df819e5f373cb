import {describe, expect, it} from 'vitest'
import {keyPolicyAnswer} from '../../../src/lib/doctor/readings/key-policy.ts'
import {keyRefusal, type KeyUseSides} from '../../../src/lib/doctor/readings/key-use.ts'

const account = '111122223333'
const roleArn = `arn:aws:iam::${account}:role/rotation`
const keyArn = `arn:aws:kms:eu-central-1:${account}:key/0f3c1d5a-0000-4000-8000-000000000001`
const secretArn = `arn:aws:secretsmanager:eu-central-1:${account}:secret:prod/orders/db-AbCdEf`
const question = {action: 'kms:Decrypt', roleArn, keyArn, secretArn}
const answer = (...Statement: readonly object[]) => keyPolicyAnswer({Version: '2012-10-17', Statement}, question)
const allow = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 'kms:*',
  Resource: '*',
  ...more,
})
const condition = (operator: string, key: string, value: unknown) => ({Condition: {[operator]: {[key]: value}}})

describe('the policy of a key, read for a role', () => {
  it.each([
    ['everybody', '*', ['yes', 'no']],
    ['everybody of AWS', {AWS: '*'}, ['yes', 'no']],
    ['the role', {AWS: roleArn}, ['yes', 'no']],
    ['the role among others', {AWS: ['arn:aws:iam::111122223333:role/other', roleArn]}, ['yes', 'no']],
    ['a session of the role', {AWS: `arn:aws:sts::${account}:assumed-role/rotation/me`}, ['maybe', 'no']],
    ['the account', {AWS: `arn:aws:iam::${account}:root`}, ['no', 'yes']],
    ['the account by its id', {AWS: account}, ['no', 'yes']],
    ['another account', {AWS: 'arn:aws:iam::444455556666:root'}, ['no', 'no']],
    ['another role', {AWS: `${roleArn}-2`}, ['no', 'no']],
    ['a role that was deleted', {AWS: 'AROAEXAMPLEEXAMPLE'}, ['no', 'no']],
    ['a service', {Service: 'secretsmanager.amazonaws.com'}, ['no', 'no']],
    ['nothing', undefined, ['no', 'no']],
  ])('names %s', (_, principal, expected) => {
    const {direct, account: byAccount} = answer(allow(principal))
    expect([direct, byAccount]).toEqual(expected)
  })

  it.each([
    ['another action', {Action: ['kms:Encrypt', 'kms:GenerateDataKey*']}, 'no'],
    ['the action by a pattern, in any case', {Action: 'KMS:dec*'}, 'yes'],
    ['all but an action', {Action: undefined, NotAction: 'kms:Encrypt'}, 'maybe'],
    ['another key', {Resource: `${keyArn}0`}, 'no'],
    ['a key by its ARN', {Resource: keyArn}, 'yes'],
    [
      'Secrets Manager of the region',
      condition('StringEquals', 'kms:ViaService', 'secretsmanager.eu-central-1.amazonaws.com'),
      'yes',
    ],
    [
      'Secrets Manager of another region',
      condition('StringEquals', 'kms:ViaService', 'secretsmanager.us-east-1.amazonaws.com'),
      'no',
    ],
    [
      'the secret by a pattern',
      condition('StringLike', 'kms:EncryptionContext:SecretARN', `${secretArn.slice(0, -6)}??????`),
      'yes',
    ],
    ['another secret', condition('StringLike', 'kms:EncryptionContext:SecretARN', '*:secret:prod/other-??????'), 'no'],
    ['the role by its ARN', condition('ArnEquals', 'aws:PrincipalArn', [roleArn]), 'yes'],
    ['a condition that is not read', condition('StringEquals', 'aws:SourceVpce', 'vpce-1'), 'maybe'],
    ['an operator that is not read', condition('StringNotEquals', 'kms:CallerAccount', account), 'maybe'],
    ['a variable', condition('StringEquals', 'aws:PrincipalArn', '${aws:userid}'), 'maybe'],
    ['a condition that is none', {Condition: 'x'}, 'maybe'],
  ])('asks for %s', (_, more, expected) => {
    expect(answer(allow('*', more)).direct).toBe(expected)
  })

  it('forbids where it denies the role, everybody, or the whole account', () => {
    const deny = {Effect: 'Deny'}
    const principals = ['*', {AWS: roleArn}, {AWS: account}, {AWS: 'arn:aws:iam::444455556666:root'}]
    expect(principals.map(principal => answer(allow(principal, deny)).denied)).toEqual(['yes', 'yes', 'yes', 'no'])
  })

  it('says nothing where it is no policy', () => {
    const nothing = {denied: 'no', direct: 'no', account: 'no'}
    for (const policy of [undefined, 'x', {}, {Statement: 'x'}, {Statement: [null, 1]}])
      expect(keyPolicyAnswer(policy, question)).toEqual(nothing)
  })
})

describe('whether a role may use a key', () => {
  const sides = (more: Partial<Omit<KeyUseSides, 'policy'>> & {readonly policy?: Partial<KeyUseSides['policy']>}) => ({
    action: 'kms:Decrypt',
    role: 'no' as const,
    sameAccount: true,
    ...more,
    policy: {denied: 'no' as const, direct: 'no' as const, account: 'no' as const, ...more.policy},
  })
  const told = (given: Parameters<typeof sides>[0]) => {
    const fact = keyRefusal(sides(given))
    return fact.kind === 'unknown' ? 'unknown' : (fact.value?.by ?? 'may')
  }

  it.each([
    ['may', {role: 'yes', policy: {account: 'yes'}}],
    ['may', {policy: {direct: 'yes'}}],
    ['the policy of the key leaves it neither to the role nor to its account', {role: 'yes'}],
    ['neither the policy of the key nor those of the role allow it', {policy: {account: 'yes'}}],
    ['the policies of the role forbid it', {role: 'forbidden', policy: {direct: 'yes'}}],
    [
      'a policy of the organization forbids it',
      {role: 'forbidden by the organization', policy: {direct: 'yes', account: 'yes'}},
    ],
    ['unknown', {direct: 'maybe', policy: {direct: 'yes'}}],
    ['the policy of the key forbids it', {role: 'yes', policy: {denied: 'yes', account: 'yes'}}],
    ['unknown', {granted: 'maybe'}],
    ['unknown', {role: 'maybe', policy: {account: 'yes'}}],
    ['unknown', {policy: {direct: 'maybe'}}],
    ['unknown', {role: 'yes', policy: {denied: 'maybe', account: 'yes'}}],
    // Across accounts both sides have to allow it.
    ['neither the policy of the key nor those of the role allow it', {policy: {direct: 'yes'}, sameAccount: false}],
    ['may', {role: 'yes', policy: {direct: 'yes'}, sameAccount: false}],
  ] as const)('is %s with %j', (expected, given) => {
    expect(told(given)).toBe(expected)
  })
})
