import {describe, expect, it} from 'vitest'
import {
  allow,
  allowed,
  anAwsService,
  aRoleSession,
  aUser,
  decide,
  deny,
  elsewhere,
  home,
  policy,
  refused,
  secretArn,
} from './policy-support.ts'

const read = policy(allow('secretsmanager:GetSecretValue'))
const grantTo = (principal: unknown, rest: object = {}) =>
  policy(allow('secretsmanager:*', '*', {Principal: principal, ...rest}))

describe('policies of the caller', () => {
  it.each<[string, Parameters<typeof decide>[0], unknown]>([
    ['nothing allows', {}, refused('identity-based')],
    ['an allow allows', {identity: [read]}, allowed],
    [
      'another action does not',
      {identity: [policy(allow('secretsmanager:PutSecretValue'))]},
      refused('identity-based'),
    ],
    ['actions ignore case and take wildcards', {identity: [policy(allow('SecretsManager:get*'))]}, allowed],
    ['a question mark is one character', {identity: [policy(allow('secretsmanager:GetSecretValu?'))]}, allowed],
    ['NotAction allows the rest', {identity: [policy({Effect: 'Allow', NotAction: 'iam:*', Resource: '*'})]}, allowed],
    [
      'NotAction leaves out what it names',
      {identity: [policy({Effect: 'Allow', NotAction: ['secretsmanager:Get*'], Resource: '*'})]},
      refused('identity-based'),
    ],
    ['the resource is matched', {identity: [policy(allow('*', `${secretArn.slice(0, -6)}??????`))]}, allowed],
    ['resources keep their case', {identity: [policy(allow('*', secretArn.toUpperCase()))]}, refused('identity-based')],
    [
      'NotResource leaves out what it names',
      {identity: [policy({Effect: 'Allow', Action: '*', NotResource: '*:secret:prod/*'})]},
      refused('identity-based'),
    ],
    ['an explicit deny wins', {identity: [read, policy(deny('*'))]}, refused('identity-based', true)],
    ['a deny of something else does not', {identity: [read, policy(deny('iam:*'))]}, allowed],
    ['a boundary bounds', {identity: [read], boundary: policy(allow('iam:*'))}, refused('boundary')],
    ['a boundary alone allows nothing', {boundary: read}, refused('identity-based')],
    ['a deny in the boundary', {identity: [read], boundary: policy(deny('*'))}, refused('boundary', true)],
    ['a session policy bounds', {identity: [read], session: [policy(allow('iam:*'))]}, refused('session')],
    ['one of several session policies is enough', {identity: [read], session: [policy(allow('iam:*')), read]}, allowed],
    ['root of the account needs no policy', {principal: {...aUser(), kind: 'root'}}, allowed],
  ])('%s', (_name, input, expected) => {
    expect(decide(input)).toEqual(expected)
  })
})

describe('policies of the resource', () => {
  const role = aRoleSession()
  const owner = {resourceAccountId: elsewhere}
  it.each<[string, Parameters<typeof decide>[0], unknown]>([
    ['a grant to the user is enough in its account', {resource: grantTo({AWS: aUser().arn})}, allowed],
    ['a grant to everybody is enough', {resource: grantTo('*')}, allowed],
    ['a grant to another user is not', {resource: grantTo({AWS: aUser('bo').arn})}, refused('identity-based')],
    ['a grant to the account leaves it to the account', {resource: grantTo({AWS: home})}, refused('identity-based')],
    [
      'a grant to the user overrides its boundary',
      {resource: grantTo({AWS: aUser().arn}), boundary: policy(allow('iam:*'))},
      allowed,
    ],
    [
      'a grant to the role does not override its boundary',
      {principal: role, resource: grantTo({AWS: role.roleArn}), boundary: policy(allow('iam:*'))},
      refused('boundary'),
    ],
    [
      'a grant to the very session does',
      {principal: role, resource: grantTo({AWS: role.arn}), boundary: policy(allow('iam:*'))},
      allowed,
    ],
    [
      'a deny to the role hits its sessions',
      {principal: role, identity: [read], resource: policy(deny('*', '*', {Principal: {AWS: role.roleArn}}))},
      refused('resource-based', true),
    ],
    [
      'a deny to others does not',
      {identity: [read], resource: policy(deny('*', '*', {Principal: {AWS: aUser('bo').arn}}))},
      allowed,
    ],
    [
      'NotPrincipal denies all but those named',
      {identity: [read], resource: policy(deny('*', '*', {NotPrincipal: {AWS: aUser('bo').arn}}))},
      refused('resource-based', true),
    ],
    [
      'across accounts identity policies are not enough',
      {identity: [read], question: owner},
      refused('resource-based'),
    ],
    [
      'across accounts a grant is not enough',
      {question: owner, resource: grantTo({AWS: aUser().arn})},
      refused('identity-based'),
    ],
    [
      'across accounts both together are',
      {question: owner, identity: [read], resource: grantTo({AWS: `arn:aws:iam::${home}:root`})},
      allowed,
    ],
    [
      'root needs the grant of another account',
      {principal: {...aUser(), kind: 'root'}, question: owner},
      refused('resource-based'),
    ],
  ])('%s', (_name, input, expected) => {
    expect(decide(input)).toEqual(expected)
  })

  it('decides alone for an AWS service', () => {
    const principal = anAwsService()
    const service = {Service: 'secretsmanager.amazonaws.com'}
    const scoped = {Condition: {StringEquals: {'AWS:SourceAccount': home}}}
    const conditions = {'aws:sourceaccount': home}
    expect(decide({principal, identity: [read]})).toEqual(refused('resource-based'))
    expect(decide({principal, resource: grantTo(service)})).toEqual(allowed)
    expect(decide({principal, resource: grantTo({Service: 'events.amazonaws.com'})}).allowed).toBe(false)
    expect(decide({principal, resource: grantTo(service, scoped)}).allowed).toBe(false)
    expect(decide({principal, resource: grantTo(service, scoped), question: {conditions}})).toEqual(allowed)
  })

  it('must allow also within the account where the resource decides, as a trust policy does', () => {
    const question = {action: 'sts:AssumeRole'}
    const trust = (principal: unknown) => policy({Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal})
    const assume = policy(allow('sts:AssumeRole'))
    const ask = (input: Parameters<typeof decide>[0]) => decide({question, resourceDecides: true, ...input})
    expect(ask({identity: [assume]})).toEqual(refused('resource-based'))
    expect(ask({resource: trust({AWS: home})})).toEqual(refused('identity-based'))
    expect(ask({identity: [assume], resource: trust({AWS: home})})).toEqual(allowed)
    expect(ask({resource: trust({AWS: aUser().arn})})).toEqual(allowed)
  })
})
