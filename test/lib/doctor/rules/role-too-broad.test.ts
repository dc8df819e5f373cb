import {expect, it} from 'vitest'
import {known, type RoleExcess, unknown} from '../../../../src/lib/doctor/facts.ts'
import {roleTooBroad} from '../../../../src/lib/doctor/rules/role-too-broad.ts'
import {aFunction, ARN, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

const rehearsed: RoleExcess = {
  roleName: 'orders-db-rotation',
  unused: [],
  wide: [],
  needs: [
    {action: 'secretsmanager:PutSecretValue', resource: 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:mine-??????'},
    {action: 'secretsmanager:GetSecretValue', resource: 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:mine-??????'},
    {action: 'secretsmanager:GetRandomPassword', resource: '*'},
  ],
}

const facts = (change?: Partial<RoleExcess>) =>
  someFacts({
    function: known({
      ...aFunction(),
      ...(change === undefined ? {} : {roleExcess: known({...rehearsed, ...change})}),
    }),
  })

describeRule(roleTooBroad, {
  healthy: facts({}),
  broken: facts({unused: ['iam:DeleteUser'], wide: ['secretsmanager:PutSecretValue']}),
  fixed: facts({}),
  unknown: someFacts({
    function: known({...aFunction(), roleExcess: unknown('denied', 'iam:ListRolePolicies')} as ReturnType<
      typeof aFunction
    >),
  }),
  says: /orders-db-rotation allows more than .* never called: iam:DeleteUser; allowed on everything: secretsmanager:Put/,
})

it('says nothing of a function that was never rehearsed: nobody knows what it needs', () => {
  expect(roleTooBroad.check(facts())).toEqual([])
})

it('prints the least policy, about this very secret', () => {
  const [draft] = roleTooBroad.check(facts({unused: ['*']}))
  const policy = draft?.advice?.[1]
  expect(typeof policy === 'string' ? JSON.parse(policy) : policy).toEqual({
    Version: '2012-10-17',
    Statement: [
      {Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], Resource: ARN},
      {Effect: 'Allow', Action: ['secretsmanager:GetRandomPassword'], Resource: '*'},
    ],
  })
})

it('names a handful of actions and counts the others', () => {
  const unused = Array.from({length: 9}, (_, index) => `iam:Action${index}`)
  expect(roleTooBroad.check(facts({unused}))[0]?.message).toMatch(/iam:Action5, 3 more\.$/)
})
