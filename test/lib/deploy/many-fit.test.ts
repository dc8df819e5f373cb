import {describe, expect, it} from 'vitest'
import {commonPath, fittingScope, ROLE_POLICY_LIMIT, sizeOf} from '../../../src/lib/deploy/many-fit.ts'
import {rolePolicy} from '../../../src/lib/deploy/role-policy.ts'
import {aDeployment} from '../../support/a-deployment.ts'

const described = {
  ...aDeployment('iam-access-key', {secrets: []}),
  under: {prefix: 'iam-access-key/', settings: [], keys: []},
}

function usersUnder(path: string, count: number): readonly string[] {
  return Array.from({length: count}, (_, index) => `${path}user-with-quite-a-long-name-${index}`)
}

function policyFor(users: readonly string[], tag?: {readonly key: string; readonly value: string}) {
  const scope = fittingScope(described, users, tag)
  if (scope === undefined) return undefined
  return rolePolicy({...described, under: {...described.under, users: scope}}).Statement
}

describe('the policy of a role for many users', () => {
  it('names a few users and their secrets, and nobody else', () => {
    const [secrets, users] = policyFor(['team/bob', 'ana']) ?? []
    expect(secrets?.Resource).toEqual([
      'arn:aws:secretsmanager:eu-central-1:111122223333:secret:iam-access-key/ana-??????',
      'arn:aws:secretsmanager:eu-central-1:111122223333:secret:iam-access-key/bob-??????',
    ])
    expect(users?.Resource).toEqual(['arn:aws:iam::111122223333:user/ana', 'arn:aws:iam::111122223333:user/team/bob'])
  })

  it('takes 50,000 users of one path, by that path', () => {
    const users = usersUnder('people/', 50_000)
    const [secrets, ofUsers] = policyFor(users) ?? []
    expect(secrets?.Resource).toEqual(['arn:aws:secretsmanager:eu-central-1:111122223333:secret:iam-access-key/*'])
    expect(ofUsers?.Resource).toEqual(['arn:aws:iam::111122223333:user/people/*'])
    expect(sizeOf(described, {kind: 'path', path: 'people/'})).toBeLessThan(ROLE_POLICY_LIMIT)
  })

  it('takes 50,000 users of any path, by their tag', () => {
    const [, ofUsers] = policyFor(usersUnder('', 50_000), {key: 'rotate', value: 'yes'}) ?? []
    expect(ofUsers).toMatchObject({
      Resource: ['arn:aws:iam::111122223333:user/*'],
      Condition: {StringEquals: {'aws:ResourceTag/rotate': 'yes'}},
    })
  })

  it('has no place for many users who have neither a path nor a tag in common', () => {
    expect(policyFor(usersUnder('', 200))).toBeUndefined()
  })

  it.each([
    ['', []],
    ['', ['ana', 'team/bob']],
    ['team/', ['team/ana', 'team/bob']],
    ['team/', ['team/a/ana', 'team/ab/bob']],
    ['', ['team/ana', 'teams/bob']],
  ])('has the common path %j of %j', (path, users) => {
    expect(commonPath(users)).toBe(path)
  })
})
