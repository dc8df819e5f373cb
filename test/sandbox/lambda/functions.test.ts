import {createHash} from 'node:crypto'
import {get} from 'node:http'

import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import {describe, expect, it} from 'vitest'

import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {FUNCTION_ARN, lambdaBench, type LambdaBench} from './support.ts'

const returning = (value: string) => ({'index.mjs': `export const handler = async () => ${JSON.stringify(value)}`})

const run = async (bench: LambdaBench, FunctionName: string) => {
  const {Payload, ExecutedVersion} = await bench.lambda.send(new InvokeCommand({FunctionName}))
  return [ExecutedVersion, JSON.parse(Buffer.from(Payload ?? []).toString())]
}

describe('a function', () => {
  it('is Pending when created and Active a while later', async () => {
    await using bench = await lambdaBench({clock: {mode: 'manual'}, switches: {functionSettleMs: 4000}})
    await bench.create('rotate')
    const configuration = () => bench.lambda.send(new GetFunctionConfigurationCommand({FunctionName: 'rotate'}))

    expect(await configuration()).toMatchObject({State: 'Pending', StateReasonCode: 'Creating'})
    const pending = (await configuration()).RevisionId
    await bench.sandbox.clock.advance(4000)

    expect(await configuration()).toMatchObject({State: 'Active', LastUpdateStatus: 'Successful'})
    expect((await configuration()).RevisionId).not.toBe(pending)
  })

  it('shows its configuration and gives its very package', async () => {
    await using bench = await lambdaBench()
    const code = zipFiles(returning('x'))
    await bench.create('rotate', returning('x'), {
      Timeout: 30,
      Environment: {Variables: {COLOUR: 'red'}},
      Tags: {team: 'db'},
    })

    const {Configuration, Code, Tags} = await bench.lambda.send(new GetFunctionCommand({FunctionName: 'rotate'}))

    expect(Configuration).toMatchObject({
      FunctionName: 'rotate',
      FunctionArn: `${FUNCTION_ARN}rotate`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: bench.roleArn,
      Timeout: 30,
      MemorySize: 128,
      Version: '$LATEST',
      State: 'Active',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      Environment: {Variables: {COLOUR: 'red'}},
      LoggingConfig: {LogFormat: 'Text', LogGroup: '/aws/lambda/rotate'},
      CodeSha256: createHash('sha256').update(code).digest('base64'),
      CodeSize: code.length,
    })
    expect(Configuration?.LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/)
    expect(Tags).toEqual({team: 'db'})
    const fetched = await fetch(Code?.Location ?? '')
    expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(code)
    const guessed = await fetch(new URL('/', Code?.Location))
    expect(guessed.status).toBe(403)
  })

  it.each([{host: 'evil.example'}, {origin: 'https://evil.example'}, {'sec-fetch-site': 'none'}])(
    'gives its package to no browser: %o',
    async headers => {
      await using bench = await lambdaBench()
      await bench.create('rotate')
      const {Code} = await bench.lambda.send(new GetFunctionCommand({FunctionName: 'rotate'}))
      const status = await new Promise(resolve => {
        get(Code?.Location ?? '', {headers}, response => resolve(response.resume().statusCode))
      })
      expect(status).toBe(403)
    },
  )

  it('runs its new code and settings in a new process after an update', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate', returning('old'))
    expect(await run(bench, 'rotate')).toEqual(['$LATEST', 'old'])

    const updated = await bench.lambda.send(
      new UpdateFunctionCodeCommand({FunctionName: 'rotate', ZipFile: zipFiles(returning('new'))}),
    )

    expect(updated).toMatchObject({LastUpdateStatus: 'InProgress', State: 'Active'})
    expect(await run(bench, 'rotate')).toEqual(['$LATEST', 'new'])
  })

  it('is for the architecture that its code was last given for', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate', returning('old'))
    const ZipFile = zipFiles(returning('new'))
    const architecture = async (given: {Architectures?: 'arm64'[]}) => {
      const update = new UpdateFunctionCodeCommand({FunctionName: 'rotate', ZipFile, ...given})
      return (await bench.lambda.send(update)).Architectures
    }
    expect(await architecture({Architectures: ['arm64']})).toEqual(['arm64'])
    expect(await architecture({})).toEqual(['arm64'])
  })

  it('changes only the settings that an update names', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate', undefined, {Timeout: 9, Environment: {Variables: {A: '1'}}})

    await bench.lambda.send(new UpdateFunctionConfigurationCommand({FunctionName: 'rotate', MemorySize: 256}))
    await bench.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'rotate',
        LoggingConfig: {LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: '/shared'},
      }),
    )

    expect(await bench.lambda.send(new GetFunctionConfigurationCommand({FunctionName: 'rotate'}))).toMatchObject({
      Timeout: 9,
      MemorySize: 256,
      Environment: {Variables: {A: '1'}},
      LoggingConfig: {LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN', LogGroup: '/shared'},
    })
  })

  it('takes no second update while one is under way, and none planned on an old revision', async () => {
    await using bench = await lambdaBench({clock: {mode: 'manual'}, switches: {functionSettleMs: 1000}})
    await bench.create('rotate')
    const update = (RevisionId?: string) =>
      bench.lambda.send(new UpdateFunctionConfigurationCommand({FunctionName: 'rotate', Timeout: 5, RevisionId}))
    await expect(update()).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message:
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    })
    await bench.sandbox.clock.advance(1000)
    const {RevisionId} = await bench.lambda.send(new GetFunctionConfigurationCommand({FunctionName: 'rotate'}))

    await update(RevisionId)
    await expect(update()).rejects.toMatchObject({
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${FUNCTION_ARN}rotate`,
    })
    await bench.sandbox.clock.advance(1000)

    await expect(update(RevisionId)).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      $metadata: {httpStatusCode: 412},
    })
  })

  it('is gone after DeleteFunction, with its policy and its warm worker', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate', returning('first'))
    await run(bench, 'rotate')

    await bench.lambda.send(new DeleteFunctionCommand({FunctionName: 'rotate'}))

    await expect(bench.lambda.send(new GetFunctionCommand({FunctionName: 'rotate'}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${FUNCTION_ARN}rotate`,
    })
    await bench.create('rotate', returning('second'))
    expect(await run(bench, 'rotate')).toEqual(['$LATEST', 'second'])
  })

  it('is listed by name in pages, without its state', async () => {
    await using bench = await lambdaBench()
    for (const name of ['c', 'a', 'b']) await bench.create(name)

    const first = await bench.lambda.send(new ListFunctionsCommand({MaxItems: 2}))
    const second = await bench.lambda.send(new ListFunctionsCommand({MaxItems: 2, Marker: first.NextMarker}))

    expect([first, second].map(page => page.Functions?.map(({FunctionName}) => FunctionName))).toEqual([
      ['a', 'b'],
      ['c'],
    ])
    expect(second.NextMarker).toBeUndefined()
    expect(first.Functions?.[0]).not.toHaveProperty('State')
  })

  const refusals: [string, Parameters<LambdaBench['create']>[2], string, RegExp][] = [
    ['no runtime', {Runtime: undefined}, 'InvalidParameterValueException', /^Runtime and Handler are mandatory/],
    ['a runtime that is not here', {Runtime: 'java21'}, 'InvalidParameterValueException', /java21/],
    ['a time limit of 0', {Timeout: 0}, 'ValidationException', /'0' at 'timeout' .* greater than or equal to 1$/],
    ['a time limit of 901', {Timeout: 901}, 'ValidationException', /less than or equal to 900$/],
    ['too little memory', {MemorySize: 64}, 'ValidationException', /'64' at 'memorySize'/],
    ['a role that is none', {Role: 'rotator'}, 'ValidationException', /'rotator' at 'role'/],
    [
      'a role that does not exist',
      {Role: 'arn:aws:iam::111122223333:role/nobody'},
      'InvalidParameterValueException',
      /^The role defined for the function cannot be assumed by Lambda\.$/,
    ],
    [
      'a zip that would write elsewhere',
      {Code: {ZipFile: zipFiles({'../outside.js': ''})}},
      'InvalidParameterValueException',
      /^Could not unzip/,
    ],
    [
      'a reserved variable',
      {Environment: {Variables: {AWS_REGION: 'x'}}},
      'InvalidParameterValueException',
      /Reserved keys used in this request: AWS_REGION$/,
    ],
    [
      'too many variables',
      {Environment: {Variables: {BIG: 'x'.repeat(5000)}}},
      'InvalidParameterValueException',
      /exceeded the 4KB limit/,
    ],
    ['a layer that is none', {Layers: ['layer']}, 'InvalidParameterValueException', /^Layer version layer/],
    ['no zip', {Code: {ZipFile: Buffer.from('x')}}, 'InvalidParameterValueException', /^Could not unzip/],
    [
      'a level with text logs',
      {LoggingConfig: {SystemLogLevel: 'WARN'}},
      'InvalidParameterValueException',
      /JSON log format/,
    ],
  ]
  it.each(refusals)('is not created with %s', async (_what, members, name, message) => {
    await using bench = await lambdaBench()

    const sent = bench.create('rotate', undefined, members)

    await expect(sent).rejects.toMatchObject({name, message: expect.stringMatching(message) as unknown})
  })

  it('is not created with a role that trusts another service', async () => {
    await using bench = await lambdaBench()
    const {sandbox} = bench
    const trustPolicy = {
      Version: '2012-10-17',
      Statement: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
    }
    const Role = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'ec2', trustPolicy})

    await expect(bench.create('rotate', undefined, {Role})).rejects.toMatchObject({
      message: 'The role defined for the function cannot be assumed by Lambda.',
    })
  })

  it('is not created twice', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate')

    await expect(bench.create('rotate')).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Function already exist: rotate',
      $metadata: {httpStatusCode: 409},
    })
  })
})

describe('versions and aliases', () => {
  it('keep the code of the day they were published', async () => {
    await using bench = await lambdaBench()
    const {lambda} = bench
    await bench.create('rotate', returning('one'))
    const published = await lambda.send(new PublishVersionCommand({FunctionName: 'rotate', Description: 'first'}))
    await lambda.send(new CreateAliasCommand({FunctionName: 'rotate', Name: 'live', FunctionVersion: '1'}))
    await lambda.send(
      new UpdateFunctionCodeCommand({FunctionName: 'rotate', ZipFile: zipFiles(returning('two')), Publish: true}),
    )

    expect(published).toMatchObject({Version: '1', FunctionArn: `${FUNCTION_ARN}rotate:1`, Description: 'first'})
    expect(await run(bench, 'rotate:live')).toEqual(['1', 'one'])
    await lambda.send(new UpdateAliasCommand({FunctionName: 'rotate', Name: 'live', FunctionVersion: '2'}))
    expect(await run(bench, 'rotate:live')).toEqual(['2', 'two'])
    const {Versions} = await lambda.send(new ListVersionsByFunctionCommand({FunctionName: 'rotate'}))
    expect(Versions?.map(({Version}) => Version)).toEqual(['$LATEST', '1', '2'])
  })

  it('publish nothing new when nothing changed', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate')
    const publish = () => bench.lambda.send(new PublishVersionCommand({FunctionName: 'rotate'}))

    expect([(await publish()).Version, (await publish()).Version]).toEqual(['1', '1'])
  })

  it('are read, listed and deleted; a version that an alias points to is not', async () => {
    await using bench = await lambdaBench()
    const {lambda} = bench
    await bench.create('rotate', undefined, {Publish: true})
    const alias = {FunctionName: 'rotate', Name: 'live'}
    const created = await lambda.send(new CreateAliasCommand({...alias, FunctionVersion: '1'}))

    expect(await lambda.send(new GetAliasCommand(alias))).toMatchObject({
      AliasArn: `${FUNCTION_ARN}rotate:live`,
      FunctionVersion: '1',
      RevisionId: created.RevisionId,
    })
    await expect(lambda.send(new CreateAliasCommand({...alias, FunctionVersion: '1'}))).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: `Alias already exists: ${FUNCTION_ARN}rotate:live`,
    })
    await expect(lambda.send(new DeleteFunctionCommand({FunctionName: 'rotate:1'}))).rejects.toMatchObject({
      message: 'Unable to delete version because the following aliases reference it: [live]',
    })
    const {Aliases} = await lambda.send(new ListAliasesCommand({FunctionName: 'rotate'}))
    expect(Aliases).toHaveLength(1)

    await lambda.send(new DeleteAliasCommand(alias))
    await expect(lambda.send(new GetAliasCommand(alias))).rejects.toMatchObject({
      message: `Cannot find alias arn: ${FUNCTION_ARN}rotate:live`,
    })
    await lambda.send(new DeleteFunctionCommand({FunctionName: 'rotate:1'}))
    await expect(lambda.send(new InvokeCommand({FunctionName: 'rotate:1'}))).rejects.toMatchObject({
      message: `Function not found: ${FUNCTION_ARN}rotate:1`,
    })
  })
})

describe('the code signing of a function', () => {
  it('is none, of a function that there is', async () => {
    await using bench = await lambdaBench()
    await bench.create('a')
    const read = (FunctionName: string) => bench.lambda.send(new GetFunctionCodeSigningConfigCommand({FunctionName}))
    expect(await read('a')).toMatchObject({FunctionName: 'a'})
    expect((await read('a')).CodeSigningConfigArn).toBeUndefined()
    await expect(read('none')).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })
})

describe('reserved concurrency', () => {
  it('refuses what is too much with 429 and its reason', async () => {
    await using bench = await lambdaBench()
    await bench.create('slow', {
      'index.mjs': 'export const handler = () => new Promise(resolve => setTimeout(resolve, 1500))',
    })
    const {lambda} = bench
    await lambda.send(new PutFunctionConcurrencyCommand({FunctionName: 'slow', ReservedConcurrentExecutions: 1}))
    const invoke = () => lambda.send(new InvokeCommand({FunctionName: 'slow'}))
    const first = invoke()
    await expect.poll(() => bench.sandbox.callRecord.entries().some(({kind}) => kind === 'invocation')).toBe(true)

    await expect(invoke()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: {httpStatusCode: 429},
    })
    await first
    await expect(invoke()).resolves.toMatchObject({StatusCode: 200})
  })

  it('is shown, bounded by the account, and taken away', async () => {
    await using bench = await lambdaBench()
    const {lambda} = bench
    await bench.create('a')
    const read = () => lambda.send(new GetFunctionConcurrencyCommand({FunctionName: 'a'}))
    const put = (ReservedConcurrentExecutions: number) =>
      lambda.send(new PutFunctionConcurrencyCommand({FunctionName: 'a', ReservedConcurrentExecutions}))
    expect((await read()).ReservedConcurrentExecutions).toBeUndefined()

    await put(10)
    expect((await read()).ReservedConcurrentExecutions).toBe(10)
    await expect(put(901)).rejects.toMatchObject({
      message:
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    })

    await lambda.send(new DeleteFunctionConcurrencyCommand({FunctionName: 'a'}))
    expect((await read()).ReservedConcurrentExecutions).toBeUndefined()
  })
})

describe('tags', () => {
  it('are added, read and removed by ARN', async () => {
    await using bench = await lambdaBench()
    const Resource = await bench.create('a', undefined, {Tags: {one: '1'}})
    const {lambda} = bench

    await lambda.send(new TagResourceCommand({Resource, Tags: {two: '2', three: '3'}}))
    await lambda.send(new UntagResourceCommand({Resource, TagKeys: ['one', 'three']}))

    expect((await lambda.send(new ListTagsCommand({Resource}))).Tags).toEqual({two: '2'})
  })
})

describe('a snapshot of functions', () => {
  it('puts code, configuration and policies back and forgets warm workers', async () => {
    await using bench = await lambdaBench()
    const counting = {'index.mjs': 'let n = 0; export const handler = async () => ++n'}
    await bench.create('count', counting)
    expect(await run(bench, 'count')).toEqual(['$LATEST', 1])
    const saved = bench.sandbox.snapshot()
    expect(await run(bench, 'count')).toEqual(['$LATEST', 2])
    await bench.lambda.send(new DeleteFunctionCommand({FunctionName: 'count'}))

    bench.sandbox.restore(saved)

    expect(await run(bench, 'count')).toEqual(['$LATEST', 1])
  })

  it('gives a worker with the access key of an earlier one files of its own', async () => {
    await using bench = await lambdaBench()
    await bench.create('home', {
      'index.mjs': 'export const handler = async () => [process.env.AWS_ACCESS_KEY_ID, process.env.HOME]',
    })
    const saved = bench.sandbox.snapshot()
    const [, first] = await run(bench, 'home')
    bench.sandbox.restore(saved)
    const [, second] = await run(bench, 'home')
    const [[key, home], [sameKey, otherHome]] = [first as string[], second as string[]]
    expect(sameKey).toBe(key)
    expect(otherHome).not.toBe(home)
  })

  it('counts no invocation of a past that was put back', async () => {
    await using bench = await lambdaBench()
    await bench.create('slow', {
      'index.mjs': 'export const handler = ({ms}) => new Promise(resolve => setTimeout(resolve, ms))',
    })
    const {lambda, sandbox} = bench
    await lambda.send(new PutFunctionConcurrencyCommand({FunctionName: 'slow', ReservedConcurrentExecutions: 1}))
    const invoke = (ms: number) =>
      lambda.send(new InvokeCommand({FunctionName: 'slow', Payload: Buffer.from(JSON.stringify({ms}))}))
    const saved = sandbox.snapshot()
    const cut = invoke(60_000).catch((error: {code?: string}) => error.code)
    await expect.poll(() => sandbox.callRecord.entries().some(({kind}) => kind === 'invocation')).toBe(true)

    sandbox.restore(saved)

    await expect(invoke(0)).resolves.toMatchObject({StatusCode: 200})
    expect(await cut).toBe('ECONNRESET')
    expect(sandbox.callRecord.entries().filter(({operation}) => operation === 'Invoke')).toHaveLength(3)
  })
})
