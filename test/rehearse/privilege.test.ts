import {describe, expect, it} from 'vitest'

import {policyFitsUse} from '../../src/lib/rehearse/items/policy-fits-use.ts'
import {touchesOnlyItsTarget} from '../../src/lib/rehearse/items/touches-only-its-target.ts'
import {assuming} from './support/assuming.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const {rand, iam, appsync, rep, alt} = correct
const ids = ['runs-under-minimal-policy', 'touches-only-its-target']
const clean = Object.fromEntries(ids.map(id => [id, 'pass']))
const setsNothing = 'const steps = {createSecret, setSecret: pendingValue'
/** The same function with other statements in setSecret. */
const inSetSecret = (statements: string) =>
  altered(rand, [setsNothing, `const steps = {createSecret, async setSecret({secretId, token}) { ${statements} }`])

const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/svc-??????'
const USED = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
  action => `secretsmanager:${action}`,
)
const allow = (Action: string | readonly string[], Resource: string) => ({Effect: 'Allow', Action, Resource})
const fitting = [allow(USED, SECRET), allow('secretsmanager:GetRandomPassword', '*'), allow('logs:*', '*')]

async function onPolicy(...Statement: readonly object[]): Promise<string> {
  const shippedPolicy = {Version: '2012-10-17', Statement}
  const {id} = policyFitsUse
  return (await verdictsOn([id], {...rand, shippedPolicy}, undefined, [policyFitsUse, touchesOnlyItsTarget]))[id]!
}

describe('items about privilege', {timeout: 120_000}, () => {
  it.each([
    ['rand', rand],
    ['add, IAM', iam],
    ['add, AppSync', appsync],
    ['rep', rep],
    ['alt', alt],
  ])('pass a correct function: %s', async (_, rehearsed) => {
    expect(await verdictsOn(ids, rehearsed)).toEqual(clean)
  })

  it('find a call whose resource is another one each time', async () => {
    const bad = inSetSecret(
      'await secrets.send(new DescribeSecretCommand({SecretId: `marker-${token}`})).catch(() => undefined)',
    )
    const seen = await verdictOn('runs-under-minimal-policy', bad, ['minimal-policy/rotation'])
    expect(seen).toBe('fail: secretsmanager:DescribeSecret in setSecret was denied')
  })

  it('find a call about another secret', async () => {
    const bad = inSetSecret("await secrets.send(new DescribeSecretCommand({SecretId: 'decoy/of-somebody-else'}))")
    const seen = await verdictOn('touches-only-its-target', bad)
    expect(seen).toBe('fail: secretsmanager:DescribeSecret was about secret decoy/of-somebody-else')
  })

  it('find a call about another secret that is made with the credentials of another role', async () => {
    const bad = inSetSecret("await secrets.send(new DescribeSecretCommand({SecretId: 'decoy/of-somebody-else'}))")
    const seen = await verdictsOn(ids, assuming(bad))
    expect(seen).toEqual({
      'runs-under-minimal-policy': 'pass',
      'touches-only-its-target': 'fail: secretsmanager:DescribeSecret was about secret decoy/of-somebody-else',
    })
    expect(await verdictOn('touches-only-its-target', assuming(rand))).toBe('pass')
  })

  it('find a look at the keys of every user', async () => {
    const bad = altered(
      iam,
      ['ListAccessKeysCommand,', 'ListAccessKeysCommand,\n  ListUsersCommand,'],
      [
        'const pending = await pendingValue(secretId, token)',
        `for (const {UserName} of (await iam.send(new ListUsersCommand({}))).Users) await keysOf(UserName)
        const pending = await pendingValue(secretId, token)`,
      ],
    )
    expect(await verdictOn('touches-only-its-target', bad)).toBe('fail: iam:ListAccessKeys was about user a-decoy')
  })

  it('pass a policy that names what is used, and leave the one of the log alone', async () => {
    expect(await onPolicy(...fitting)).toBe('pass')
  })

  it('have nothing to say about a function without a policy', async () => {
    const seen = await verdictsOn([policyFitsUse.id], rand, undefined, [policyFitsUse, touchesOnlyItsTarget])
    expect(seen[policyFitsUse.id]).toBe('skipped: no policy came with the function')
  })

  it.each([
    ['an action that nothing needs', allow('secretsmanager:DeleteSecret', SECRET), 'secretsmanager:DeleteSecret'],
    ['a pattern', allow('secretsmanager:*', SECRET), 'secretsmanager:*'],
    ['everything', allow('*', '*'), '*'],
  ])('find %s in the policy', async (_, statement, observed) => {
    expect(await onPolicy(...fitting, statement)).toBe(`fail: never used: ${observed}`)
  })

  it('find a resource that could be named, unless a condition narrows it', async () => {
    const wide = allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:eu-central-1:*:secret:*')
    expect(await onPolicy(...fitting, wide)).toBe('fail: allowed on everything: secretsmanager:GetSecretValue')
    const narrowed = {...wide, Condition: {StringEquals: {'secretsmanager:ResourceTag/team': 'a'}}}
    expect(await onPolicy(...fitting, narrowed)).toBe('pass')
  })
})
