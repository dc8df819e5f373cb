import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import {CloudFormationClient, CreateStackCommand, ValidateTemplateCommand} from '@aws-sdk/client-cloudformation'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {lambdaBench, type LambdaBench} from './support.ts'

const bucket = 'code'

let bench: LambdaBench

beforeEach(async () => {
  bench = await lambdaBench()
  bench.sandbox.objects.put({bucket, key: 'one.zip', body: says('one')})
})

afterEach(() => bench[Symbol.asyncDispose]())

const says = (word: string) => zipFiles({'index.mjs': `export const handler = () => '${word}'`})
const create = (S3Key: string, more = {}) =>
  bench.create('stored', undefined, {Code: {S3Bucket: bucket, S3Key, ...more}})
const invoked = async () => {
  const {Payload} = await bench.lambda.send(new InvokeCommand({FunctionName: 'stored'}))
  return JSON.parse(new TextDecoder().decode(Payload)) as unknown
}
const refused = (code: string) => ({
  name: 'InvalidParameterValueException',
  message: expect.stringMatching(new RegExp(`^Error occurred while GetObject\\. S3 Error Code: ${code}\\.`)),
})
/** A client of a user who may do everything with functions, and this. */
const as = (...Statement: object[]) => {
  const {sandbox} = bench
  const lambda = {Effect: 'Allow', Action: ['lambda:*', 'iam:PassRole', 'cloudformation:*', 'sns:*'], Resource: '*'}
  const policies = {own: {Version: '2012-10-17', Statement: [lambda, ...Statement]}}
  return {
    ...sandbox.config,
    credentials: sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'ana', policies}),
  }
}
const READS = {Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*`}

describe('a function of code in a bucket', () => {
  it('runs it, and other code once that is named', async () => {
    await create('one.zip')
    expect(await invoked()).toBe('one')
    bench.sandbox.objects.put({bucket, key: 'two.zip', body: says('two')})
    const update = {FunctionName: 'stored', S3Bucket: bucket, S3Key: 'two.zip'}
    await bench.lambda.send(new UpdateFunctionCodeCommand(update))
    expect(await invoked()).toBe('two')
  })

  it('is not made of what is not there', async () => {
    await expect(create('none.zip')).rejects.toMatchObject(refused('NoSuchKey'))
    await expect(create('one.zip', {S3Bucket: 'none'})).rejects.toMatchObject(refused('NoSuchBucket'))
    await expect(create('one.zip', {S3ObjectVersion: '1'})).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    })
    const elsewhere = new LambdaClient({...bench.sandbox.config, region: 'us-east-1'})
    const command = new CreateFunctionCommand({
      FunctionName: 'stored',
      Role: bench.roleArn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: {S3Bucket: bucket, S3Key: 'one.zip'},
    })
    await expect(elsewhere.send(command)).rejects.toMatchObject(refused('PermanentRedirect'))
    const shown = bench.lambda.send(new GetFunctionConfigurationCommand({FunctionName: 'stored'}))
    await expect(shown).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('is made by whoever may read the object', async () => {
    await create('one.zip')
    const command = new UpdateFunctionCodeCommand({FunctionName: 'stored', S3Bucket: bucket, S3Key: 'one.zip'})
    await expect(new LambdaClient(as()).send(command)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/permission to GetObject for code\/one\.zip\. S3 Error Code: AccessDenied/),
    })
    await new LambdaClient(as(READS)).send(command)
    const Condition = {StringEquals: {'aws:RequestedRegion': bench.sandbox.region}}
    await new LambdaClient(as({...READS, Condition})).send(command)
  })

  it('goes with the sandbox into its snapshot', async () => {
    const before = bench.sandbox.snapshot()
    bench.sandbox.objects.put({bucket, key: 'two.zip', body: says('two')})
    bench.sandbox.restore(before)
    await expect(create('two.zip')).rejects.toMatchObject(refused('NoSuchKey'))
  })
})

describe('a template in a bucket', () => {
  const template = JSON.stringify({
    Description: `long ${'x'.repeat(60_000)}`,
    Resources: {A: {Type: 'AWS::SNS::Topic'}},
  })
  const command = (TemplateURL: string) => new CreateStackCommand({StackName: 'stored', TemplateURL})

  beforeEach(() => bench.sandbox.objects.put({bucket, key: 'of/t.json', body: Buffer.from(template)}))

  it.each([
    'https://code.s3.eu-central-1.amazonaws.com/of/t.json',
    'https://code.s3.amazonaws.com/of/t.json',
    'https://s3.eu-central-1.amazonaws.com/code/of/t.json',
  ])('may be larger and is found at %s', async TemplateURL => {
    const cloudformation = new CloudFormationClient(bench.sandbox.config)
    await cloudformation.send(command(TemplateURL))
    const {Description} = await cloudformation.send(new ValidateTemplateCommand({TemplateURL}))
    expect(Description).toMatch(/^long x/)
  })

  it.each<[string, string]>([
    ['http://code.s3.amazonaws.com/of/t.json', 'TemplateURL must be a supported URL.'],
    ['https://example.com/code/of/t.json', 'TemplateURL must be a supported URL.'],
    ['https://s3.amazonaws.com/code', 'TemplateURL must be a supported URL.'],
    ['t.json', 'TemplateURL must be a supported URL.'],
    ['https://code.s3.amazonaws.com/none', 'S3 error: The specified key does not exist.'],
  ])('is not found at %s', async (address, message) => {
    const sent = new CloudFormationClient(bench.sandbox.config).send(command(address))
    await expect(sent).rejects.toMatchObject({name: 'ValidationError', message})
  })

  it('is for whoever may read it', async () => {
    const sent = new CloudFormationClient(as()).send(command('https://code.s3.amazonaws.com/of/t.json'))
    await expect(sent).rejects.toMatchObject({message: 'S3 error: Access Denied'})
  })
})

it('puts objects into buckets for whoever steers the sandbox', async () => {
  const {url, controlToken} = bench.sandbox
  const base64 = Buffer.from(says('two')).toString('base64')
  const response = await fetch(`${url}/_secrot/objects`, {
    method: 'POST',
    headers: {authorization: `Bearer ${controlToken}`, 'content-type': 'application/json'},
    body: JSON.stringify({bucket, key: 'two.zip', base64}),
  })
  expect(response.ok).toBe(true)
  await create('two.zip')
  expect(await invoked()).toBe('two')
})
