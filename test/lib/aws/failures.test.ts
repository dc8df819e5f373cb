import {CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {SecrotError} from '../../../src/lib/errors.ts'
import {connect, keysOf, withEnv} from '../../support/connect.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

let sandbox: TestSandbox

beforeEach(async () => {
  sandbox = await startTestSandbox()
  Object.assign(process.env, keysOf(sandbox.credentials))
})

afterEach(() => sandbox.stop())

/** An endpoint that answers as told. */
async function endpoint(listener: RequestListener): Promise<{url: string; [Symbol.asyncDispose](): Promise<void>}> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

describe('a caller', () => {
  it('that is denied learns the action, with exit 5', async () => {
    sandbox.faults.set([{kind: 'access-denied', operation: 'DescribeSecret'}])
    await expect(connect(sandbox.url).gateways.secrets.describe('prod/api')).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      exit: 5,
      action: 'secretsmanager:DescribeSecret',
      message: expect.stringContaining('Not allowed: secretsmanager:DescribeSecret on prod/api'),
    })
  })

  it('whose key AWS does not know is CREDENTIALS_REFUSED', async () => {
    await withEnv(keysOf({accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'}), async () => {
      await expect(connect(sandbox.url).gateways.secrets.describe('prod/api')).rejects.toMatchObject({
        code: 'CREDENTIALS_REFUSED',
        exit: 5,
      })
    })
  })

  it('whose signature is wrong is CREDENTIALS_REFUSED', async () => {
    await withEnv({AWS_SECRET_ACCESS_KEY: 'wrong'}, async () => {
      await expect(connect(sandbox.url).gateways.sts.callerIdentity()).rejects.toMatchObject({
        code: 'CREDENTIALS_REFUSED',
      })
    })
  })

  it('without credentials is told so within two seconds, even where the metadata address swallows everything', async () => {
    for (const name of Object.keys(keysOf(sandbox.credentials))) delete process.env[name]
    await using silent = await endpoint(() => undefined)
    const variables = {AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: silent.url}
    const startedAt = performance.now()
    await withEnv(variables, async () => {
      await expect(connect(sandbox.url).gateways.secrets.describe('prod/api')).rejects.toMatchObject({
        code: 'CREDENTIALS_MISSING',
        exit: 5,
      })
    })
    expect(performance.now() - startedAt).toBeLessThan(2_500)
  })

  it('of a profile that does not exist is told its name', async () => {
    const {endpointUrl, region} = {endpointUrl: sandbox.url, region: 'eu-central-1'}
    await expect(
      connect(sandbox.url, {scope: {region, endpointUrl, profile: 'nope'}}).gateways.sts.callerIdentity(),
    ).rejects.toMatchObject({code: 'CREDENTIALS_MISSING', message: expect.stringContaining('profile nope')})
  })
})

describe('an access key that is tried out', () => {
  it('is KEY_REJECTED when STS does not know it', async () => {
    const {Sensitive} = await import('../../../src/lib/sensitive.ts')
    const {gateways, actions} = connect(sandbox.url)
    await expect(
      gateways.sts.callerIdentityOf({accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Sensitive('x')}),
    ).rejects.toMatchObject({code: 'KEY_REJECTED'})
    expect(actions).toEqual(['sts:GetCallerIdentity'])
  })

  it('says who it is when it works', async () => {
    const {Sensitive} = await import('../../../src/lib/sensitive.ts')
    const {accessKeyId, secretAccessKey} = sandbox.credentials
    const identity = await connect(sandbox.url).gateways.sts.callerIdentityOf({
      accessKeyId,
      secretAccessKey: new Sensitive(secretAccessKey),
    })
    expect(identity.accountId).toBe(sandbox.accountId)
  })

  it('is not rejected because the endpoint could not be reached', async () => {
    const {Sensitive} = await import('../../../src/lib/sensitive.ts')
    await expect(
      connect('http://127.0.0.1:1').gateways.sts.callerIdentityOf({
        accessKeyId: 'AKIA',
        secretAccessKey: new Sensitive('x'),
      }),
    ).rejects.toMatchObject({code: 'UNREACHABLE'})
  })
})

describe('an endpoint', () => {
  it('that does not run is UNREACHABLE, and named', async () => {
    await expect(connect('http://127.0.0.1:1').gateways.secrets.describe('prod/api')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      exit: 1,
      message: expect.stringContaining('http://127.0.0.1:1'),
    })
  })

  it('in clear text outside this machine is refused before anything is sent', async () => {
    const {gateways, mutations} = connect('http://192.0.2.1:1')
    await expect(gateways.secrets.describe('prod/api')).rejects.toMatchObject({code: 'INSECURE_ENDPOINT', exit: 2})
    await expect(mutations.secrets.cancelRotation({arn: 'x'})).rejects.toMatchObject({code: 'INSECURE_ENDPOINT'})
  })

  it('in clear text that comes from a variable of one service is refused too', async () => {
    await withEnv({AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://192.0.2.1:1'}, async () => {
      await expect(connect(undefined).gateways.secrets.describe('prod/api')).rejects.toMatchObject({
        code: 'INSECURE_ENDPOINT',
      })
    })
  })

  it('that goes on throttling is THROTTLED after some retries', async () => {
    sandbox.faults.set([{kind: 'throttle', operation: 'DescribeSecret'}])
    const {gateways, actions} = connect(sandbox.url)
    await expect(gateways.secrets.describe('prod/api')).rejects.toMatchObject({code: 'THROTTLED', exit: 1})
    expect(actions).toHaveLength(1)
    expect(sandbox.callRecord.entries().filter(entry => entry.operation === 'DescribeSecret').length).toBeGreaterThan(2)
  })

  it('that answers with 5xx is AWS_FAILED', async () => {
    sandbox.faults.set([{kind: 'server-error', operation: 'DescribeSecret'}])
    await expect(connect(sandbox.url).gateways.secrets.describe('prod/api')).rejects.toMatchObject({
      code: 'AWS_FAILED',
      exit: 1,
    })
  })

  it('tells its time with each answer, refusals included', async () => {
    const {gateways, replyTimes} = connect(sandbox.url)
    await expect(gateways.secrets.describe('nope')).rejects.toThrow(SecrotError)
    expect(replyTimes).toHaveLength(1)
    expect(Math.abs((replyTimes[0] ?? 0) - sandbox.clock.now())).toBeLessThan(5_000)
  })
})

describe('a change', () => {
  async function aSecret(): Promise<{arn: string; from: string; to: string}> {
    const sdk = new SecretsManagerClient(sandbox.config)
    const {ARN: arn = '', VersionId: from = ''} = await sdk.send(
      new CreateSecretCommand({Name: 'prod/api', SecretString: 'a'}),
    )
    const put = await sdk.send(
      new PutSecretValueCommand({SecretId: arn, SecretString: 'b', VersionStages: ['AWSPENDING']}),
    )
    sdk.destroy()
    return {arn, from, to: put.VersionId ?? ''}
  }

  it('is sent once when its reply is lost', async () => {
    const {arn, from, to} = await aSecret()
    sandbox.faults.set([{kind: 'lost-reply', operation: 'UpdateSecretVersionStage'}])
    const {mutations} = connect(sandbox.url)
    await expect(mutations.secrets.moveLabel({arn, label: 'AWSCURRENT', from, to})).rejects.toMatchObject({
      code: 'UNREACHABLE',
    })
    const sent = sandbox.callRecord
      .entries()
      .filter(({kind, operation}) => kind === 'call' && operation === 'UpdateSecretVersionStage')
    expect(sent).toHaveLength(1)
  })

  it('is sent again when it was throttled, since it had no effect', async () => {
    const {arn, from, to} = await aSecret()
    sandbox.faults.set([{kind: 'throttle', operation: 'UpdateSecretVersionStage', times: 1}])
    const {mutations, gateways} = connect(sandbox.url)
    await mutations.secrets.moveLabel({arn, label: 'AWSCURRENT', from, to})
    expect((await gateways.secrets.describe(arn)).staging.get(to)).toContain('AWSCURRENT')
  })
})

describe('a read', () => {
  it('that is aborted throws the reason of the signal', async () => {
    await using silent = await endpoint(() => undefined)
    const abort = new AbortController()
    const reason = new SecrotError({code: 'INTERRUPTED', message: 'Interrupted.', exit: 130})
    const asked = connect(silent.url, {signal: abort.signal}).gateways.secrets.describe('prod/api')
    setTimeout(() => abort.abort(reason), 50)
    await expect(asked).rejects.toBe(reason)
  })

  it('that AWS refuses with a value in its sentence does not repeat the value', async () => {
    await using refusing = await endpoint((_request, response) => {
      response.writeHead(400, {'content-type': 'application/x-amz-json-1.1'})
      const message = "1 validation error detected: Value 'hunter2\n' at 'secretString' failed to satisfy constraint: x"
      response.end(JSON.stringify({__type: 'ValidationException', Message: message}))
    })
    const failure = connect(refusing.url).gateways.secrets.describe('prod/api')
    await expect(failure).rejects.toMatchObject({code: 'AWS_REFUSED'})
    await expect(failure).rejects.not.toThrow('hunter2')
  })
})
