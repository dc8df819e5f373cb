import {AppSyncClient, ListGraphqlApisCommand} from '@aws-sdk/client-appsync'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import type {HttpRequest} from '@smithy/protocol-http'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {awsCli, python, withoutAwsCli, withoutBoto3} from '../../support/foreign-clients.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {signedFetch, type RawRequest} from '../../support/signed-fetch.ts'
import {toyLambda, toySecrets} from '../../support/toy-services.ts'

const MINUTE = 60_000
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
const INVALID = 'The security token included in the request is invalid.'

describe('the signature check', () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox({services: () => [toySecrets(), toyLambda()]})
  })
  afterEach(() => sandbox.stop())

  const read = (config = {}) =>
    new SecretsManagerClient({...sandbox.config, ...config}).send(new GetSecretValueCommand({SecretId: 'a'}))
  const json = (raw: Partial<RawRequest>) =>
    signedFetch(sandbox, {
      service: 'secretsmanager',
      headers: {'x-amz-target': 'secretsmanager.ListSecrets', 'content-type': 'application/x-amz-json-1.1'},
      body: '{}',
      ...raw,
    })
  const rest = (raw: Partial<RawRequest>) =>
    signedFetch(sandbox, {service: 'lambda', method: 'GET', path: '/2015-03-31/functions', ...raw})
  const form = (raw: Partial<RawRequest>) =>
    signedFetch(sandbox, {
      service: 'sts',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
      ...raw,
    })

  it('accepts what the SDK signs', async () => {
    await expect(read()).resolves.toMatchObject({Name: 'a', SecretBinary: new Uint8Array(Buffer.from('footest'))})
    await expect(new STSClient(sandbox.config).send(new GetCallerIdentityCommand())).resolves.toMatchObject({
      Account: '111122223333',
      Arn: 'arn:aws:iam::111122223333:root',
    })
  })

  it('accepts odd paths, repeated and empty query parameters', async () => {
    await expect(json({query: {b: 'x y+z', a: '', 'ü=': '&%'}})).resolves.toMatchObject({status: 200})
    const path = '/2015-03-31/functions/a%20b%3Ac%2Fd~é/policy'
    await expect(rest({path: encodeURI(decodeURI(path))})).resolves.toMatchObject({status: 404})
  })

  it('accepts an unsigned payload that says so', async () => {
    const headers = {
      'x-amz-target': 'secretsmanager.ListSecrets',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    }
    await expect(json({headers, tamper: request => (request.body = '{"MaxResults":1}')})).resolves.toMatchObject({
      status: 200,
    })
  })

  describe('refuses, each protocol in its own words,', () => {
    it('a missing signature', async () => {
      const tamper = (request: HttpRequest) => delete request.headers['authorization']
      await expect(json({tamper})).resolves.toMatchObject({
        status: 400,
        body: '{"__type":"MissingAuthenticationTokenException","Message":"Missing Authentication Token"}',
      })
      await expect(rest({tamper})).resolves.toMatchObject({
        status: 403,
        body: '{"message":"Missing Authentication Token"}',
      })
      const answer = await form({tamper})
      expect(answer.status).toBe(403)
      expect(answer.body).toContain(
        '<Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message>',
      )
    })

    it('an unknown key id', async () => {
      const credentials = {...sandbox.credentials, accessKeyId: 'AKIAUNKNOWN'}
      await expect(json({credentials})).resolves.toMatchObject({
        status: 400,
        body: `{"__type":"UnrecognizedClientException","Message":"${INVALID}"}`,
      })
      await expect(rest({credentials})).resolves.toMatchObject({status: 403, body: `{"message":"${INVALID}"}`})
      const answer = await form({credentials})
      expect(answer.status).toBe(403)
      expect(answer.body).toContain(`<Code>InvalidClientTokenId</Code><Message>${INVALID}</Message>`)
    })

    it('another secret access key', async () => {
      const credentials = {...sandbox.credentials, secretAccessKey: 'another'}
      await expect(json({credentials})).resolves.toMatchObject({
        status: 400,
        body: `{"__type":"InvalidSignatureException","Message":"${MISMATCH}"}`,
      })
      const answer = await form({credentials})
      expect(answer.status).toBe(403)
      expect(answer.body).toContain(`<Code>SignatureDoesNotMatch</Code><Message>${MISMATCH}</Message>`)
      await expect(read({credentials})).rejects.toMatchObject({name: 'InvalidSignatureException'})
    })

    it('an incomplete header', async () => {
      const tamper = (request: HttpRequest) => {
        request.headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-central-1/sts/aws4_request'
      }
      const answer = await json({tamper})
      expect(answer.status).toBe(400)
      expect(answer.body).toContain('IncompleteSignature')
      expect(answer.body).toContain("Authorization header requires 'Signature' parameter.")
    })
  })

  it.each([
    ['the body', (request: HttpRequest) => (request.body = '{"MaxResults":1}')],
    ['the query', (request: HttpRequest) => (request.query = {a: '1'})],
    ['the target', (request: HttpRequest) => (request.headers['x-amz-target'] = 'secretsmanager.GetSecretValue')],
    ['the date', (request: HttpRequest) => (request.headers['x-amz-date'] = shifted(request, 1000))],
    ['the body with its digest', replaceBodyAndDigest],
    ['the region', (request: HttpRequest) => rewrite(request, 'eu-central-1', 'us-east-1')],
    ['the signature', (request: HttpRequest) => rewrite(request, /.$/, last => (last === '0' ? '1' : '0'))],
    ['the signature, cut short', (request: HttpRequest) => rewrite(request, /.$/, '')],
    ['the scope’s end', (request: HttpRequest) => rewrite(request, 'aws4_request', 'aws5_request')],
    ['the list of signed headers', (request: HttpRequest) => rewrite(request, 'host;', '')],
  ])('notices a change of %s', async (_what, tamper) => {
    await expect(json({tamper})).resolves.toMatchObject({
      status: 400,
      body: expect.stringContaining('InvalidSignature'),
    })
  })

  it('wants the host to be signed', async () => {
    await expect(json({unsigned: ['x-amz-target']})).resolves.toMatchObject({status: 200})
    await expect(json({unsigned: ['host']})).resolves.toMatchObject({status: 400})
  })

  describe('the date of a request', () => {
    it.each([-14, 14])('may be %i minutes off', async minutes => {
      await expect(json({signedAt: Date.now() + minutes * MINUTE})).resolves.toMatchObject({status: 200})
    })

    it.each([
      [-16, /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/],
      [16, /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$/],
    ])('may not be %i minutes off', async (minutes, message) => {
      const signedAt = Date.now() + minutes * MINUTE
      const answer = await json({signedAt})
      expect(answer.status).toBe(400)
      const body = JSON.parse(answer.body) as {__type: string; Message: string}
      expect(body.__type).toBe('RequestExpired')
      expect(body.Message).toMatch(message)
      await expect(form({signedAt})).resolves.toMatchObject({status: 400})
    })

    it('may follow either clock once virtual time was moved', async () => {
      const ahead = 30 * 24 * 60 * MINUTE
      await sandbox.clock.advance(ahead)
      const now = Date.now()
      for (const signedAt of [now, now + ahead]) {
        await expect(json({signedAt})).resolves.toMatchObject({status: 200})
      }
      for (const signedAt of [now + 20 * MINUTE, now + ahead - 20 * MINUTE]) {
        await expect(json({signedAt})).resolves.toMatchObject({status: 400})
      }
    })

    it('must be there', async () => {
      const answer = await json({tamper: request => delete request.headers['x-amz-date']})
      expect(answer.body).toContain("requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    })
  })

  describe('temporary credentials', () => {
    const session = () =>
      sandbox.world.identities.issueSession({
        accountId: sandbox.accountId,
        roleArn: sandbox.iam.addRole({
          accountId: sandbox.accountId,
          roleName: 'reader',
          policies: {
            all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'}]},
          },
        }),
        sessionName: 's',
        durationMs: 3_600_000,
      })

    it('are accepted with their token', async () => {
      await expect(read({credentials: session()})).resolves.toMatchObject({Name: 'a'})
      expect(sandbox.callRecord.entries().at(-1)).toMatchObject({
        principal: 'arn:aws:sts::111122223333:assumed-role/reader/s',
      })
    })

    it('are refused without it or with another', async () => {
      const {accessKeyId, secretAccessKey} = session()
      for (const sessionToken of [undefined, 'another']) {
        const credentials = {accessKeyId, secretAccessKey, sessionToken}
        await expect(read({credentials})).rejects.toMatchObject({name: 'UnrecognizedClientException', message: INVALID})
      }
    })

    it('are refused once expired', async () => {
      const credentials = session()
      await sandbox.clock.advance(3_600_001)
      await expect(read({credentials})).rejects.toMatchObject({
        name: 'ExpiredTokenException',
        message: 'The security token included in the request is expired',
      })
    })
  })

  it('has refused requests in the record, without effect', async () => {
    await json({credentials: {accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x'}})
    expect(sandbox.callRecord.entries()).toMatchObject([
      {
        kind: 'call',
        service: 'secretsmanager',
        operation: 'ListSecrets',
        status: 400,
        error: 'UnrecognizedClientException',
        tookEffect: false,
      },
    ])
  })

  it('answers an unserved service so that the client can read the refusal', async () => {
    // A REST client of a service that the sandbox has, signing for one that it has not.
    const config = {...sandbox.config, signingName: 'evidently'}
    const client = new AppSyncClient(config)
    await expect(client.send(new ListGraphqlApisCommand())).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The sandbox does not serve evidently.',
    })
  })

  it('keeps accounts and regions apart', async () => {
    const other = sandbox.addAccount('444455556666')
    const sts = new STSClient({...sandbox.config, credentials: other, region: 'ap-southeast-2'})
    await expect(sts.send(new GetCallerIdentityCommand())).resolves.toMatchObject({Account: '444455556666'})
    await expect(
      read({credentials: {...other, secretAccessKey: sandbox.credentials.secretAccessKey}}),
    ).rejects.toMatchObject({name: 'InvalidSignatureException'})
  })

  it.skipIf(withoutAwsCli ?? withoutBoto3)(
    'accepts the AWS CLI and boto3 after time was moved 30 days ahead',
    async () => {
      await sandbox.clock.advance(30 * 24 * 60 * MINUTE)
      expect(JSON.parse(await awsCli(sandbox, 'sts', 'get-caller-identity'))).toMatchObject({Account: '111122223333'})
      const script = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
      expect((await python(sandbox, script)).trim()).toBe('111122223333')
    },
  )

  it.skipIf(withoutAwsCli)('accepts what the AWS CLI signs, which reads its errors', async () => {
    expect(JSON.parse(await awsCli(sandbox, 'sts', 'get-caller-identity'))).toMatchObject({Account: '111122223333'})
    await expect(awsCli(sandbox, 'lambda', 'get-policy', '--function-name', 'a:b')).rejects.toThrow(
      'An error occurred (ResourceNotFoundException) when calling the GetPolicy operation: The resource you requested does not exist.',
    )
    await expect(awsCli(sandbox, 'secretsmanager', 'describe-secret', '--secret-id', 'a')).rejects.toThrow(
      'An error occurred (UnknownOperationException) when calling the DescribeSecret operation',
    )
  })

  it.skipIf(withoutBoto3)('accepts what boto3 signs', async () => {
    const script = `
import boto3, json
secrets = boto3.client('secretsmanager')
answer = secrets.get_secret_value(SecretId='ü')
print(json.dumps([answer['Name'], answer['SecretBinary'].decode(), boto3.client('sts').get_caller_identity()['Account']]))
`
    expect(JSON.parse(await python(sandbox, script))).toEqual(['ü', 'footest', '111122223333'])
  })
})

function rewrite(request: HttpRequest, from: string | RegExp, to: string | ((match: string) => string)): void {
  const header = request.headers['authorization']!
  request.headers['authorization'] = header.replace(from, to as string)
}

function shifted(request: HttpRequest, ms: number): string {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(request.headers['x-amz-date']!)!
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number)
  const at = Date.UTC(year!, month! - 1, day, hour, minute, second)
  return `${new Date(at + ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** A thief who knows the digest header still lacks the signature over it. */
function replaceBodyAndDigest(request: HttpRequest): void {
  request.body = ''
  request.headers['x-amz-content-sha256'] = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
}
