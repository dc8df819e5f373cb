import {LambdaClient, UpdateFunctionConfigurationCommand} from '@aws-sdk/client-lambda'
import {expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {startFleet} from '../support/rotating-fleet.ts'

it('names a database function of AWS’s own, which its description tells', async () => {
  await using fleet = await startFleet()
  await fleet.secret('prod/db', await fleet.rotator('db-rotation'))
  const before = await fleet.run(['status', 'prod/db', '--full', '--json'])
  const lambda = new LambdaClient({...fleet.sandbox.config, maxAttempts: 3})
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: 'db-rotation',
      Description: 'Conducts an AWS SecretsManager secret rotation for RDS MariaDB using multi user rotation scheme',
      Handler: 'lambda_function.lambda_handler',
      Runtime: 'python3.13',
    }),
  )
  lambda.destroy()
  const name = 'SecretsManagerRDSMariaDBRotationMultiUser'
  const {stdout} = await fleet.run(['status', 'prod/db', '--full'], {tty: {columns: 160}, env: {NO_COLOR: '1'}})
  expect(stdout).toContain(`function db-rotation (active, 30s timeout, AWS's own ${name})`)
  const {json} = await fleet.run(['status', 'prod/db', '--full', '--json'])
  expect(breachesOf('status', json)).toEqual([])
  expect(json).toMatchObject({secrets: [{detail: {function: {awsFunction: name}}}]})
  expect(before.json).toMatchObject({secrets: [{detail: {function: {awsFunction: null}}}]})
})
