import {describe, expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {type RefusedAction, rolePolicyName} from '../../../../src/lib/doctor/role-access.ts'
import {roleLacksSecretAccess} from '../../../../src/lib/doctor/rules/role-lacks-secret-access.ts'
import {ARN, NOW, someFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

const roleName = 'orders-db-rotation'
const put = {action: 'secretsmanager:PutSecretValue', resource: ARN, by: 'nobody'} as const
const random = {action: 'secretsmanager:GetRandomPassword', resource: '*', by: 'nobody'} as const
const facts = (...refused: readonly RefusedAction[]) =>
  someFacts({
    role: known({roleName, roleArn: `arn:aws:iam::111122223333:role/service-role/${roleName}`, refused, readAt: NOW}),
  })

describeRule(roleLacksSecretAccess, {
  healthy: facts(),
  broken: facts(put, random),
  fixed: facts(),
  unknown: someFacts({role: unknown('denied', 'iam:SimulatePrincipalPolicy')}),
  says: /orders-db-rotation may not do .*: secretsmanager:PutSecretValue, secretsmanager:GetRandomPassword\.$/,
  plan: 'allow role',
})

describe('what the role lacks', () => {
  it('is written into a policy of its own, for this secret alone, and taken away by its name', () => {
    const draft = roleLacksSecretAccess.check(facts(put, random))[0]
    const plan = draft?.planned?.kind === 'plan' ? draft.planned.plan : undefined
    const policyName = 'secrot-prod-orders-db-AbCdEf'
    expect(plan).toMatchObject({
      fixClass: 'ask',
      hits: 'nobody',
      calls: [
        {
          kind: 'put-role-policy',
          roleName,
          policyName,
          document: {
            Version: '2012-10-17',
            Statement: [
              {Effect: 'Allow', Action: ['secretsmanager:PutSecretValue'], Resource: ARN},
              {Effect: 'Allow', Action: ['secretsmanager:GetRandomPassword'], Resource: '*'},
            ],
          },
        },
      ],
      undo: [{kind: 'remove-role-policy', roleName, policyName}],
    })
  })

  it.each(['a policy', 'the permissions boundary', 'the organization'] as const)(
    'is not written where %s forbids it',
    by => {
      expect(refusal(roleLacksSecretAccess.check(facts(put, {...put, by}))[0])).toContain(`${by} forbids`)
    },
  )

  it('stops rotations, and names the role as the cause', () => {
    expect(roleLacksSecretAccess.check(facts(put))[0]).toMatchObject({blocks: true, isCause: true})
  })
})

describe('the name of such a policy', () => {
  it('keeps secrets apart whose names differ in what it may not hold', () => {
    const one = rolePolicyName('arn:aws:secretsmanager:eu-central-1:111122223333:secret:a/b-AbCdEf')
    const other = rolePolicyName('arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-b-GhIjKl')
    expect([one, other]).toEqual(['secrot-a-b-AbCdEf', 'secrot-a-b-GhIjKl'])
  })

  it('is no longer than IAM takes', () => {
    const long = rolePolicyName(`arn:aws:secretsmanager:eu-central-1:111122223333:secret:${'n'.repeat(512)}-AbCdEf`)
    expect(long.length).toBeLessThanOrEqual(128)
    expect(long).toMatch(/n-AbCdEf$/)
  })
})
