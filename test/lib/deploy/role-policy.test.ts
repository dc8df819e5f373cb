import {describe, expect, test} from 'vitest'
import type {DeployedSecret, Deployment} from '../../../src/lib/deploy/deployment.ts'
import {roleStatements, type Statement} from '../../../src/lib/deploy/role-policy.ts'
import {BEGUN_TAG, CLAIM_TAG} from '../../../src/lib/rotators/iam-access-key/user.ts'
import {TOLD_TAG} from '../../../src/lib/rotators/notices/told.ts'
import {packagedRotator} from '../../../src/lib/rotators/catalogue.ts'

const place = {partition: 'aws', accountId: '111122223333', region: 'eu-central-1'}

function deployed(rotator: string, ...secrets: readonly Partial<DeployedSecret>[]): Deployment {
  const found = packagedRotator(rotator)
  if (found === undefined) throw new Error(`no rotator ${rotator}`)
  const whole = secrets.map(secret => ({name: 'prod/one', tags: {}, targets: {}, ...secret}))
  return {rotator: found, name: 'secrot-one', place, variables: {}, logRetentionDays: 30, secrets: whole}
}

function allowing(action: string, deployment: Deployment): readonly Statement[] {
  return roleStatements(deployment).filter(statement => statement.Action.includes(action))
}

describe('the policy of a deployed role', () => {
  test('names a secret that exists by its ARN, and one that is to be made by its pattern', () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/old-AbCdEf'
    const [first] = allowing('secretsmanager:PutSecretValue', deployed('random-password', {arn}, {name: 'prod/new'}))
    expect(first?.Resource).toEqual(['arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/new-??????', arn])
  })

  test('allows nothing of the topic, the mail or a key where none of them is set', () => {
    const actions = roleStatements(deployed('iam-access-key', {targets: {user: 'ci'}})).flatMap(({Action}) => Action)
    expect(actions).toContain('iam:CreateAccessKey')
    for (const action of ['sns:Publish', 'ses:SendEmail', 'secretsmanager:TagResource', 'kms:Decrypt'])
      expect(actions).not.toContain(action)
  })

  test('allows a sender by its address and by its domain, and the topic alone', () => {
    const topic = 'arn:aws:sns:eu-central-1:111122223333:rotations'
    const tags = {'secrot:mail-from': 'rotation@example.com', 'secrot:topic-arn': topic}
    const deployment = deployed('iam-access-key', {targets: {user: 'ci'}, tags})
    expect(allowing('ses:SendEmail', deployment)[0]?.Resource).toEqual([
      'arn:aws:ses:eu-central-1:111122223333:identity/example.com',
      'arn:aws:ses:eu-central-1:111122223333:identity/rotation@example.com',
    ])
    expect(allowing('sns:Publish', deployment)[0]?.Resource).toEqual([topic])
    expect(allowing('secretsmanager:TagResource', deployment)).toHaveLength(1)
  })

  test('lets no tag be written but those that the rotator writes', () => {
    const tags = {'secrot:topic-arn': 'arn:aws:sns:eu-central-1:111122223333:rotations'}
    const deployment = deployed('iam-access-key', {targets: {user: 'ci'}, tags})
    const only = (...keys: readonly string[]) => ({'ForAllValues:StringEquals': {'aws:TagKeys': keys}})
    expect(allowing('iam:TagUser', deployment).map(({Condition}) => Condition)).toEqual([only(CLAIM_TAG, BEGUN_TAG)])
    expect(allowing('secretsmanager:TagResource', deployment).map(({Condition}) => Condition)).toEqual([only(TOLD_TAG)])
  })

  test('writes to the log of its own function only', () => {
    expect(allowing('logs:PutLogEvents', deployed('random-password', {}))[0]?.Resource).toEqual([
      'arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/secrot-one:*',
    ])
  })

  test('is not made where the target of a secret is unknown', () => {
    expect(() => roleStatements(deployed('iam-access-key', {}))).toThrow('{user}')
  })
})
