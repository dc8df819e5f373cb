import {expect, it} from 'vitest'
import type {FunctionConfiguration, LambdaGateway} from '../../../src/lib/aws/gateways.ts'
import {lookAtFunction, lookAtPermission} from '../../../src/lib/operations/enable-function.ts'
import {fakeContext} from '../../support/fake-context.ts'

const account = '111122223333'
const functionArn = `arn:aws:lambda:eu-central-1:${account}:function:api-rotation`
const arn = `arn:aws:secretsmanager:eu-central-1:${account}:secret:prod/api-AbCdEf`
const secret = {
  arn,
  scope: {region: 'eu-central-1'},
  accountId: account,
  description: {arn, name: 'prod/api', tags: {}, staging: new Map()},
}

function contextWith(lambda: Partial<LambdaGateway>) {
  return fakeContext({gateways: {lambda: lambda as LambdaGateway}})
}

const invoking = (Sid: string, Effect: string): object => ({
  Sid,
  Effect,
  Principal: {Service: 'secretsmanager.amazonaws.com'},
  Action: 'lambda:InvokeFunction',
  Resource: functionArn,
})

it('offers no permission where a statement forbids it, and leads to the policy', async () => {
  const statements = [invoking('all', 'Allow'), invoking('not-them', 'Deny')]
  const context = contextWith({policy: () => Promise.resolve({statements})})
  const look = await lookAtPermission(context, secret, {
    arn: functionArn,
    scope: secret.scope,
    check: {name: 'function', state: 'ok', text: '', source: ''},
  })
  expect(look.missing).toBe(false)
  expect(look.check).toMatchObject({
    state: 'bad',
    text: 'statement not-them forbids Secrets Manager to invoke it',
    remedy: `aws lambda get-policy --function-name ${functionArn}`,
  })
})

it.each([
  [{state: 'Failed', stateReason: 'no image'}, 'bad', 'api-rotation: its state is Failed (no image)'],
  [
    {state: 'Active', lastUpdateStatus: 'Failed', lastUpdateReason: 'no role'},
    'bad',
    'api-rotation: its last update failed (no role)',
  ],
  [{state: 'Inactive'}, 'ok', 'api-rotation is there and active'],
])('reads a function that is %j as %s', async (members, state, text) => {
  const configuration = {arn: functionArn, name: 'api-rotation', ...members} as FunctionConfiguration
  const context = contextWith({configuration: () => Promise.resolve(configuration)})
  const look = await lookAtFunction(context, secret, functionArn, undefined)
  expect([look.check.state, look.check.text]).toEqual([state, text])
})

it.each([
  [
    'RDS PostgreSQL',
    'SecretsManagerRDSPostgreSQLRotationSingleUser',
    "; of secrot's own rotators postgresql fits such a secret",
  ],
  ['RDS Oracle', 'SecretsManagerRDSOracleRotationSingleUser', ''],
])('names a function of AWS’s own for %s, and the packaged rotator that fits', async (database, name, fits) => {
  const configuration = {
    arn: functionArn,
    name: 'api-rotation',
    description: `Conducts an AWS SecretsManager secret rotation for ${database} using single user rotation scheme`,
    runtime: 'python3.10',
    handler: 'lambda_function.lambda_handler',
  } as FunctionConfiguration
  const context = contextWith({configuration: () => Promise.resolve(configuration)})
  const {check} = await lookAtFunction(context, secret, functionArn, undefined)
  expect(check.text).toBe(`api-rotation is there and active: AWS's own ${name}, by its description${fits}`)
})
