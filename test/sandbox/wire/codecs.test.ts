import {CreateUserCommand, DeleteUserCommand, IAMClient} from '@aws-sdk/client-iam'
import {GetPolicyCommand, InvokeCommand, LambdaClient, ListFunctionsCommand} from '@aws-sdk/client-lambda'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {signedFetch} from '../../support/signed-fetch.ts'
import {toyIam, toyLambda, toySecrets, type ToyService} from '../../support/toy-services.ts'

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

describe('the codecs', () => {
  let sandbox: TestSandbox
  let secrets: ToyService
  let lambda: ToyService
  let iam: ToyService
  beforeEach(async () => {
    ;[secrets, lambda, iam] = [toySecrets(), toyLambda(), toyIam()]
    sandbox = await startTestSandbox({services: () => [secrets, lambda, iam]})
  })
  afterEach(() => sandbox.stop())

  describe('JSON 1.1', () => {
    const raw = (target: string, body: string) =>
      signedFetch(sandbox, {
        service: 'secretsmanager',
        headers: {'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1'},
        body,
      })

    it('carries text, bytes and times to the SDK', async () => {
      const client = new SecretsManagerClient(sandbox.config)
      await expect(client.send(new GetSecretValueCommand({SecretId: 'a'}))).resolves.toMatchObject({
        Name: 'a',
        SecretBinary: new Uint8Array(Buffer.from('footest')),
        CreatedDate: new Date(1_523_477_145_729),
      })
      expect(secrets.inputs).toEqual([{SecretId: 'a'}])
    })

    it('leaves absent members out and names the request', async () => {
      const answer = await raw('secretsmanager.ListSecrets', '{}')
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1')
      expect(answer.headers.get('x-amzn-requestid')).toMatch(UUID)
      expect(answer.body).toBe('{"SecretList":[]}')
    })

    it('says errors without namespace and with a capital Message', async () => {
      const answer = await raw('secretsmanager.GetSecretValue', '{"SecretId":"missing"}')
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.body)).toEqual({
        __type: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      })
    })

    it('answers an operation it does not know with AWS’s own error', async () => {
      const client = new SecretsManagerClient(sandbox.config)
      await expect(client.send(new DescribeSecretCommand({SecretId: 'a'}))).rejects.toMatchObject({
        name: 'UnknownOperationException',
      })
      for (const target of ['secretsmanager.constructor', 'TrentService.Decrypt', 'secretsmanager', '']) {
        const answer = await raw(target, '{}')
        expect(answer).toMatchObject({status: 400, body: '{"__type":"UnknownOperationException"}'})
      }
    })

    it.each(['{', '[]', '"a"', 'null', '\u{0}'])('answers the body %j with SerializationException', async body => {
      const answer = await raw('secretsmanager.ListSecrets', body)
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.body)).toMatchObject({__type: 'SerializationException'})
    })

    it('takes an empty body for an empty input', async () => {
      await expect(raw('secretsmanager.ListSecrets', '')).resolves.toMatchObject({status: 200})
    })

    it('reads a member called __proto__ as a member', async () => {
      await raw('secretsmanager.ListSecrets', '{"__proto__":{"polluted":true}}')
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    })
  })

  describe('REST-JSON', () => {
    const client = () => new LambdaClient(sandbox.config)

    it('puts labels, query, headers and body together', async () => {
      const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:a/b c'
      const answer = await client().send(
        new InvokeCommand({FunctionName: arn, Qualifier: 'live', InvocationType: 'Event', Payload: '{"a":"ü"}'}),
      )
      expect(lambda.inputs).toEqual([
        {FunctionName: arn, Qualifier: 'live', InvocationType: 'Event', Payload: '{"a":"ü"}'},
      ])
      expect(answer.ExecutedVersion).toBe('$LATEST')
      expect(answer.Payload?.transformToString()).toBe('{"a":"ü"}')
    })

    it('accepts a trailing slash', async () => {
      await client().send(new ListFunctionsCommand({MaxItems: 2}))
      const answer = await signedFetch(sandbox, {service: 'lambda', method: 'GET', path: '/2015-03-31/functions/'})
      expect(answer).toMatchObject({status: 200, body: '{"Functions":[]}'})
      expect(lambda.inputs).toEqual([{MaxItems: '2'}, {}])
    })

    it('names the error in the header and keeps its further members', async () => {
      const path = '/2015-03-31/functions/f/policy'
      const answer = await signedFetch(sandbox, {service: 'lambda', method: 'GET', path})
      expect(answer.status).toBe(404)
      expect(answer.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException')
      expect(answer.headers.get('x-amzn-requestid')).toMatch(UUID)
      expect(JSON.parse(answer.body)).toEqual({Type: 'User', message: 'The resource you requested does not exist.'})
      await expect(client().send(new GetPolicyCommand({FunctionName: 'f'}))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        Type: 'User',
      })
    })

    it('answers a path it does not know with 404', async () => {
      const answer = await signedFetch(sandbox, {service: 'lambda', method: 'GET', path: '/2015-03-31/layers'})
      expect(answer.status).toBe(404)
      expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException')
    })
  })

  describe('Query', () => {
    const client = () => new IAMClient(sandbox.config)

    it('carries lists both ways and escapes markup', async () => {
      const UserName = `<a>&"'\r\n`
      const {User} = await client().send(
        new CreateUserCommand({
          UserName,
          Tags: [
            {Key: 'a', Value: '1'},
            {Key: 'b', Value: '<2>'},
          ],
        }),
      )
      expect(iam.inputs).toEqual([
        {
          UserName,
          Tags: [
            {Key: 'a', Value: '1'},
            {Key: 'b', Value: '<2>'},
          ],
        },
      ])
      expect(User).toMatchObject({
        UserName,
        CreateDate: new Date('2025-11-25T02:43:05Z'),
        Tags: [
          {Key: 'a', Value: '1'},
          {Key: 'b', Value: '<2>'},
        ],
      })
    })

    const raw = (body: string) =>
      signedFetch(sandbox, {
        service: 'iam',
        region: 'us-east-1',
        headers: {'content-type': 'application/x-www-form-urlencoded'},
        body,
      })

    it('answers an operation without output with its metadata alone', async () => {
      const answer = await raw('Action=DeleteUser&Version=2010-05-08&UserName=there')
      expect(answer.headers.get('content-type')).toBe('text/xml')
      expect(answer.body).toMatch(
        /^<DeleteUserResponse xmlns="https:\/\/iam.amazonaws.com\/doc\/2010-05-08\/"><ResponseMetadata><RequestId>[\da-f-]{36}<\/RequestId><\/ResponseMetadata><\/DeleteUserResponse>\n$/,
      )
    })

    it('says whose fault an error is', async () => {
      const answer = await raw('Action=DeleteUser&Version=2010-05-08&UserName=gone')
      expect(answer.status).toBe(404)
      expect(answer.body).toContain(
        '<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The user with name gone cannot be found.</Message></Error>',
      )
      await expect(client().send(new DeleteUserCommand({UserName: 'gone'}))).rejects.toMatchObject({
        name: 'NoSuchEntityException',
      })
    })

    it('answers an action it does not know', async () => {
      const answer = await raw('Action=constructor&Version=2010-05-08')
      expect(answer.status).toBe(400)
      expect(answer.body).toContain(
        '<Code>InvalidAction</Code><Message>Could not find operation constructor for version 2010-05-08</Message>',
      )
      expect((await raw('Version=2010-05-08')).body).toContain('<Code>MissingAction</Code>')
    })

    it('closes the gaps of a list and keeps maps apart', async () => {
      await raw(
        'Action=DeleteUser&UserName=there&L.member.2=b&L.member.10=c&L.member.1=a&M.entry.1.key=k&M.entry.1.value=v&S.A=1',
      )
      expect(iam.inputs).toEqual([{UserName: 'there', L: ['a', 'b', 'c'], M: {k: 'v'}, S: {A: '1'}}])
    })
  })

  it('gives every answer the virtual date', async () => {
    await sandbox.clock.advance(30 * 86_400_000)
    const answer = await signedFetch(sandbox, {service: 'lambda', method: 'GET', path: '/2015-03-31/functions'})
    expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - sandbox.clock.now())).toBeLessThan(2000)
    const client = new SecretsManagerClient(sandbox.config)
    await expect(client.send(new ListSecretsCommand())).resolves.toMatchObject({SecretList: []})
  })
})
