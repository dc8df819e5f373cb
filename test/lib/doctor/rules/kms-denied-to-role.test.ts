import {describe, expect, it} from 'vitest'
import type {KeyRefusal, KeyUse} from '../../../../src/lib/doctor/encryption.ts'
import {type Fact, known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {kmsDeniedToRole} from '../../../../src/lib/doctor/rules/kms-denied-to-role.ts'
import {ARN, NOW} from '../support/facts.ts'
import {anInvocation, withLog} from '../support/history.ts'
import {foundKey, gone, KEY_ARN, underKey} from '../support/kms-keys.ts'
import {describeRule} from '../support/rule-cases.ts'

const roleArn = 'arn:aws:iam::111122223333:role/orders-db-rotation'
const use = (...refused: readonly KeyRefusal[]): Fact<KeyUse> =>
  known({roleName: 'orders-db-rotation', roleArn, refused, readAt: NOW})
const decrypt = {action: 'kms:Decrypt', by: 'neither the policy of the key nor those of the role allow it'} as const
const facts = (fact: Fact<KeyUse>) => underKey(foundKey(), {use: fact})
const denied = unknown('denied', 'kms:GetKeyPolicy')

describeRule(kmsDeniedToRole, {
  healthy: facts(use()),
  broken: facts(use(decrypt)),
  fixed: facts(use()),
  unknown: facts(denied),
  says: /orders-db-rotation may not use arn:aws:kms:.*: kms:Decrypt \(neither the policy of the key nor those of the role/,
})

describe('a key that is denied to the role', () => {
  it('gets a statement printed for Secrets Manager and this secret alone, and nothing is replaced', () => {
    const draft = kmsDeniedToRole.check(facts(use(decrypt)))[0]
    const text = draft?.advice?.[1]
    expect(typeof text === 'string' ? JSON.parse(text) : text).toMatchObject({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: {
        StringEquals: {
          'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com',
          'kms:CallerAccount': '111122223333',
          'kms:EncryptionContext:SecretARN': ARN,
        },
        ArnEquals: {'aws:PrincipalArn': roleArn},
      },
    })
    expect(draft).toMatchObject({blocks: true, isCause: true, resource: KEY_ARN})
    expect(draft?.planned).toBeUndefined()
  })

  it.each([
    'the policies of the role forbid it',
    'a policy of the organization forbids it',
    'the policy of the key forbids it',
  ] as const)('is not helped by a statement where %s', by => {
    const advice = kmsDeniedToRole.check(facts(use(decrypt, {...decrypt, by})))[0]?.advice
    expect(advice).toEqual([expect.stringContaining('What forbids it has to go first')])
  })
})

describe('a refusal by the key in the log', () => {
  const log = withLog([anInvocation({failure: {kind: 'kms', text: 'AccessDeniedException: the KMS key refuses it'}})])

  it('is shown with its time where the policies could not be read, and blocks nothing', () => {
    const draft = kmsDeniedToRole.check({...facts(denied), log})[0]
    expect(draft).toMatchObject({seenAt: expect.any(Number), isCause: true})
    expect(draft?.blocks).toBeUndefined()
  })

  it.each([
    ['policies that allow it now', {...facts(use()), log}],
    ['a key that is disabled', {...underKey(foundKey({state: 'Disabled'})), log}],
    ['a key that is gone', {...underKey(gone), log}],
    ['no key of one’s own', {...facts(denied), kmsKeys: [], log}],
  ])('is none of this beside %s', (_, given) => {
    expect(kmsDeniedToRole.check(given)).toEqual([])
  })
})
