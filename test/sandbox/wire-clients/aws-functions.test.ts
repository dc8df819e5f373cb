import {CreateFunctionCommand, LambdaClient, AddPermissionCommand} from '@aws-sdk/client-lambda'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {fromClone, type FunctionRow} from '../../support/aws-functions.ts'
import {boto3Title, withoutBoto3} from '../../support/foreign-clients.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {rotatorPolicy} from './rotators.ts'

/** For conformance 15. Client, checks and login as in AWS's single-user functions; the words are ours. */
const standIn = `
import boto3, json, os
import pymysql

def lambda_handler(event, context):
    arn, token, step = event['SecretId'], event['ClientRequestToken'], event['Step']
    secrets = boto3.client('secretsmanager', endpoint_url=os.environ['SECRETS_MANAGER_ENDPOINT'])
    described = secrets.describe_secret(SecretId=arn)
    labels = described['VersionIdsToStages']
    if not described['RotationEnabled'] or 'AWSPENDING' not in labels[token]:
        raise ValueError('not to be rotated')
    read = lambda **which: json.loads(secrets.get_secret_value(SecretId=arn, **which)['SecretString'])
    pending = dict(VersionId=token, VersionStage='AWSPENDING')
    connect = lambda value: pymysql.connect(
        host=value['host'], user=value['username'], password=value['password'],
        port=3306, database=None, connect_timeout=5, ssl=None)
    if step == 'createSecret':
        value = read(VersionStage='AWSCURRENT')
        try:
            read(**pending)
        except secrets.exceptions.ResourceNotFoundException:
            value['password'] = secrets.get_random_password(ExcludePunctuation=True)['RandomPassword']
            secrets.put_secret_value(
                SecretId=arn, ClientRequestToken=token, SecretString=json.dumps(value), VersionStages=['AWSPENDING'])
    if step == 'setSecret':
        with connect(read(VersionStage='AWSCURRENT')).cursor() as cursor:
            cursor.execute('SET PASSWORD = %s', read(**pending)['password'])
    if step == 'testSecret':
        connect(read(**pending))
    if step == 'finishSecret':
        current = next(version for version, held in labels.items() if 'AWSCURRENT' in held)
        secrets.update_secret_version_stage(
            SecretId=arn, VersionStage='AWSCURRENT', MoveToVersionId=token, RemoveFromVersionId=current)
`

/** As much of the database driver as those functions use, before a login service of the sandbox. */
const driver = `
import json, os, urllib.error, urllib.request

class OperationalError(Exception):
    pass

def ask(path, **what):
    request = urllib.request.Request(os.environ['LOGINS'] + path, json.dumps(what).encode(), method='POST')
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as refused:
        return refused.code

class Connection:
    def __init__(self, **who):
        self.who = who
    def cursor(self):
        return self
    def __enter__(self):
        return self
    def __exit__(self, *how):
        return False
    def execute(self, statement, password=None):
        if statement.startswith('SET PASSWORD'):
            assert ask('/password', newPassword=password, **self.who) == 204
            self.who['password'] = password
    def fetchone(self):
        return ('8.0.36',)
    def commit(self):
        pass
    def close(self):
        pass

def connect(host, user, password, port, database, connect_timeout, ssl):
    if ssl is not None:
        raise OperationalError(2026, 'the server speaks no TLS')
    if ask('/login', user=user, password=password) != 204:
        raise OperationalError(1045, 'access denied')
    return Connection(user=user, password=password)
`

const unfilledStandIn = standIn.replace("if step == 'setSecret':", '$&\n        raise NotImplementedError')
const filledIn: readonly FunctionRow[] = [
  ['a stand-in', () => standIn],
  ...fromClone('SecretsManagerRDSMySQLRotationSingleUser'),
]
const unfilled: readonly FunctionRow[] = [
  ['a stand-in', () => unfilledStandIn],
  ...fromClone('SecretsManagerRotationTemplate'),
]

describe.skipIf(withoutBoto3)(
  `conformance 15: functions made as AWS's are, on ${boto3Title}`,
  {timeout: 60_000},
  () => {
    let sandbox: TestSandbox
    beforeEach(async () => {
      sandbox = await startTestSandbox({switches: {pendingCleanupDelayMs: 0, rotationAttempts: 1}})
      sandbox.logins.setPassword('mysql', 'app', 'first')
    })
    afterEach(() => sandbox.stop())

    /** Deployed as AWS deploys them, with the real endpoint in the variable. Answers the ARN. */
    const deploy = async (files: Record<string, string>): Promise<string> => {
      const lambda = new LambdaClient(sandbox.config)
      const policies = {rotate: rotatorPolicy}
      const FunctionName = 'rotation'
      const {FunctionArn} = await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Runtime: 'python3.12',
          Handler: 'lambda_function.lambda_handler',
          Role: sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'rotation', policies}),
          Code: {ZipFile: zipFiles(files)},
          Timeout: 30,
          Environment: {
            Variables: {
              SECRETS_MANAGER_ENDPOINT: 'https://secretsmanager.eu-central-1.amazonaws.com',
              LOGINS: sandbox.logins.urlOf('mysql'),
            },
          },
        }),
      )
      const grant = {
        StatementId: 'rotation',
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
      }
      await lambda.send(new AddPermissionCommand({FunctionName, ...grant}))
      return FunctionArn!
    }
    const call = (operation: string, input: object) =>
      sandbox.call('secretsmanager', operation, {SecretId: 'prod/db', ...input}) as Promise<Record<string, never>>
    const create = (value: unknown) =>
      call('CreateSecret', {Name: 'prod/db', ClientRequestToken: token('v1'), SecretString: JSON.stringify(value)})
    const rotated = async (short: string, more: object = {}) => {
      await call('RotateSecret', {ClientRequestToken: token(short), ...more})
      await sandbox.clock.idle()
      await sandbox.clock.advance(1)
      const labels = (await call('DescribeSecret', {}))['VersionIdsToStages'] as unknown as Record<string, string[]>
      return Object.fromEntries(Object.entries(labels).map(([id, held]) => [id.replace(/-+$/, ''), held]))
    }
    const token = (short: string) => short.padEnd(32, '-')
    const password = async () =>
      (JSON.parse((await call('GetSecretValue', {}))['SecretString'] ?? '{}') as {password: string}).password

    it.each(filledIn)('find the sandbox in SECRETS_MANAGER_ENDPOINT and rotate twice: %s', async (_name, code) => {
      const RotationLambdaARN = await deploy({'lambda_function.py': await code(), 'pymysql.py': driver})
      await create({engine: 'mysql', host: 'db.example', username: 'app', password: 'first'})
      const rules = {RotationLambdaARN, RotationRules: {AutomaticallyAfterDays: 30}}
      expect(await rotated('t1', rules)).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT']})
      const between = await password()
      expect(await rotated('t2')).toEqual({t1: ['AWSPREVIOUS'], t2: ['AWSCURRENT']})
      const now = await password()
      expect(new Set(['first', between, now]).size).toBe(3)
      expect(sandbox.logins.accepts('mysql', 'app', now)).toBe(true)
    })

    it.each(unfilled)('store a value and stop where they are to be filled in: %s', async (_name, code) => {
      const RotationLambdaARN = await deploy({'lambda_function.py': await code(), 'pymysql.py': driver})
      await create({username: 'app', password: 'first'})
      const labels = await rotated('t1', {RotationLambdaARN, RotationRules: {AutomaticallyAfterDays: 30}})
      expect(labels).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
      await expect(call('GetSecretValue', {VersionStage: 'AWSPENDING'})).resolves.toHaveProperty('SecretString')
      const steps = sandbox.callRecord.entries().filter(({detail}) => detail?.['event'] === 'end')
      expect(steps.map(({detail, error}) => [detail?.['step'], error])).toEqual([
        ['createSecret', undefined],
        ['setSecret', 'NotImplementedError'],
      ])
    })
  },
)
