import {
  AddPermissionCommand,
  type AddPermissionRequest,
  CreateAliasCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import {describe, expect, it} from 'vitest'

import {FUNCTION_ARN, lambdaBench, type LambdaBench} from './support.ts'

const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-AbCdEf'

const grant = (bench: LambdaBench, members: Partial<AddPermissionRequest> = {}) =>
  bench.lambda.send(
    new AddPermissionCommand({
      FunctionName: 'rotate',
      StatementId: 'secrets',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      ...members,
    }),
  )

const policyOf = async (bench: LambdaBench, Qualifier?: string) => {
  const answer = await bench.lambda.send(new GetPolicyCommand({FunctionName: 'rotate', Qualifier}))
  return {...answer, document: JSON.parse(answer.Policy ?? '') as {Statement: {Sid: string}[]}}
}

describe('AddPermission and GetPolicy', () => {
  it('write a statement in the shape of Lambda', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate')

    const answer = await grant(bench, {SourceAccount: '111122223333', SourceArn: SECRET})

    const statement = {
      Sid: 'secrets',
      Effect: 'Allow',
      Principal: {Service: 'secretsmanager.amazonaws.com'},
      Action: 'lambda:InvokeFunction',
      Resource: `${FUNCTION_ARN}rotate`,
      Condition: {
        StringEquals: {'AWS:SourceAccount': '111122223333'},
        ArnLike: {'AWS:SourceArn': SECRET},
      },
    }
    expect(JSON.parse(answer.Statement ?? '')).toEqual(statement)
    expect((await policyOf(bench)).document).toEqual({Version: '2012-10-17', Id: 'default', Statement: [statement]})
  })

  it.each([
    ['*', '*'],
    ['444455556666', {AWS: 'arn:aws:iam::444455556666:root'}],
    ['arn:aws:iam::444455556666:user/x', {AWS: 'arn:aws:iam::444455556666:user/x'}],
    ['events.amazonaws.com', {Service: 'events.amazonaws.com'}],
  ])('write the principal %s as Lambda does, without an empty condition', async (Principal, written) => {
    await using bench = await lambdaBench()
    await bench.create('rotate')

    const {Statement} = await grant(bench, {Principal})

    expect(JSON.parse(Statement ?? '')).toMatchObject({Principal: written})
    expect(JSON.parse(Statement ?? '')).not.toHaveProperty('Condition')
  })

  it('keep a policy for each qualifier, of which publishing copies none', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate')
    await grant(bench)
    await bench.lambda.send(new PublishVersionCommand({FunctionName: 'rotate'}))
    await expect(policyOf(bench, '1')).rejects.toMatchObject({message: 'The resource you requested does not exist.'})

    const answer = await grant(bench, {Qualifier: '1'})

    expect(JSON.parse(answer.Statement ?? '')).toMatchObject({Resource: `${FUNCTION_ARN}rotate:1`})
    expect((await policyOf(bench, '1')).document.Statement).toHaveLength(1)
  })
})

describe('the errors of permissions', () => {
  const errors: [string, (bench: LambdaBench) => Promise<unknown>, string, number, string | RegExp][] = [
    [
      'a statement id that is taken',
      async bench => {
        await grant(bench)
        return grant(bench)
      },
      'ResourceConflictException',
      409,
      'The statement id (secrets) provided already exists. Please provide a new statement id, or remove the existing statement.',
    ],
    [
      'GetPolicy without a policy',
      bench => policyOf(bench),
      'ResourceNotFoundException',
      404,
      'The resource you requested does not exist.',
    ],
    [
      'GetPolicy of an unknown function',
      bench => bench.lambda.send(new GetPolicyCommand({FunctionName: 'nobody'})),
      'ResourceNotFoundException',
      404,
      'The resource you requested does not exist.',
    ],
    [
      'RemovePermission without a policy',
      bench => bench.lambda.send(new RemovePermissionCommand({FunctionName: 'rotate', StatementId: 'x'})),
      'ResourceNotFoundException',
      404,
      'No policy is associated with the given resource.',
    ],
    [
      'RemovePermission of an unknown statement',
      async bench => {
        await grant(bench)
        return bench.lambda.send(new RemovePermissionCommand({FunctionName: 'rotate', StatementId: 'x'}))
      },
      'ResourceNotFoundException',
      404,
      'Statement x is not found in resource policy.',
    ],
    [
      'RemovePermission of an unknown function',
      bench => bench.lambda.send(new RemovePermissionCommand({FunctionName: 'nobody', StatementId: 'x'})),
      'ResourceNotFoundException',
      404,
      `No policy found for: ${FUNCTION_ARN}nobody`,
    ],
    [
      'an unknown alias',
      bench => grant(bench, {Qualifier: 'live'}),
      'ResourceNotFoundException',
      404,
      `Cannot find alias arn: ${FUNCTION_ARN}rotate:live`,
    ],
    [
      'the qualifier $LATEST',
      bench => grant(bench, {Qualifier: '$LATEST'}),
      'InvalidParameterValueException',
      400,
      'We currently do not support adding policies for $LATEST.',
    ],
    [
      'a principal that is none',
      bench => grant(bench, {Principal: 'somebody'}),
      'InvalidParameterValueException',
      400,
      'The provided principal was invalid. Please check the principal and try again.',
    ],
    [
      'a statement id with a dot',
      bench => grant(bench, {StatementId: 'example.com'}),
      'ValidationException',
      400,
      /^1 validation error detected: Value 'example\.com' at 'statementId' failed to satisfy constraint: /,
    ],
    [
      'a stale revision id',
      bench => grant(bench, {RevisionId: '00000000-0000-4000-8000-000000000000'}),
      'PreconditionFailedException',
      412,
      'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
    ],
    [
      'a qualifier that the name contradicts',
      bench => grant(bench, {FunctionName: 'rotate:1', Qualifier: '2'}),
      'InvalidParameterValueException',
      400,
      'The derived qualifier from the function name does not match the specified qualifier.',
    ],
    [
      'a policy over 20 KB',
      async bench => {
        for (let n = 0; n < 200; n++) await grant(bench, {StatementId: `${'s'.repeat(60)}-${n}`})
      },
      'PolicyLengthExceededException',
      400,
      /^The final policy size \(\d+\) is bigger than the limit \(20480\)\.$/,
    ],
  ]
  it.each(errors)('%s', async (_what, act, name, httpStatusCode, message) => {
    await using bench = await lambdaBench()
    await bench.create('rotate')

    await expect(act(bench)).rejects.toMatchObject({
      name,
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as unknown),
      $metadata: {httpStatusCode},
    })
  })

  it('come as Lambda writes them: with a type, and a small or capital message by their kind', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate')
    const bodies: string[] = []
    const raw = new LambdaClient(bench.sandbox.config)
    raw.middlewareStack.add(
      next => async args => {
        const result = await next(args)
        const {response} = result as {response: {headers: Record<string, string>; body: AsyncIterable<Buffer>}}
        const chunks: Buffer[] = []
        for await (const chunk of response.body) chunks.push(chunk)
        bodies.push(`${response.headers['x-amzn-errortype']} ${Buffer.concat(chunks).toString()}`)
        throw new Error('seen')
      },
      {step: 'deserialize', priority: 'low'},
    )

    const sent = [
      new GetPolicyCommand({FunctionName: 'rotate'}),
      new AddPermissionCommand({FunctionName: 'rotate', StatementId: 's', Action: 'lambda:*', Principal: '?'}),
    ]
    for (const command of sent) await expect(raw.send(command as GetPolicyCommand)).rejects.toThrow('seen')

    expect(bodies).toEqual([
      'ResourceNotFoundException {"Type":"User","Message":"The resource you requested does not exist."}',
      'InvalidParameterValueException {"Type":"User","message":"The provided principal was invalid. Please check the principal and try again."}',
    ])
  })
})

describe('revision ids', () => {
  it('change with each change of the policy, and guard the next one', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate')
    const revision = async () =>
      (await bench.lambda.send(new GetFunctionCommand({FunctionName: 'rotate'}))).Configuration?.RevisionId
    const first = await revision()

    await grant(bench, {RevisionId: first})
    const second = (await policyOf(bench)).RevisionId
    await bench.lambda.send(
      new RemovePermissionCommand({FunctionName: 'rotate', StatementId: 'secrets', RevisionId: second}),
    )

    expect(await revision()).not.toBe(second)
    expect(second).not.toBe(first)
    await expect(grant(bench, {RevisionId: first})).rejects.toMatchObject({name: 'PreconditionFailedException'})
  })
})

describe('whether Secrets Manager may invoke a function', () => {
  const ask = (bench: LambdaBench, functionArn = `${FUNCTION_ARN}rotate`, sourceArn = SECRET) =>
    bench.sandbox.world.functions.mayInvoke({
      functionArn,
      servicePrincipal: 'secretsmanager.amazonaws.com',
      sourceArn,
      sourceAccount: sourceArn.split(':')[4] ?? '',
    })

  it('is no without a policy, yes with one, and missing without the function', async () => {
    await using bench = await lambdaBench()
    expect(ask(bench)).toBe('missing')
    await bench.create('rotate')
    expect(ask(bench)).toBe('no')
    await grant(bench)
    expect(ask(bench)).toBe('yes')
  })

  it.each<[string, Partial<AddPermissionRequest>, 'yes' | 'no']>([
    ['its account', {SourceAccount: '111122223333'}, 'yes'],
    ['another account', {SourceAccount: '444455556666'}, 'no'],
    ['its secret', {SourceArn: SECRET}, 'yes'],
    ['secrets of its pattern', {SourceArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/*'}, 'yes'],
    ['other secrets', {SourceArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:test/*'}, 'no'],
    ['another service', {Principal: 'events.amazonaws.com'}, 'no'],
    ['everybody', {Principal: '*'}, 'yes'],
    ['another action', {Action: 'lambda:GetFunction'}, 'no'],
    ['every action', {Action: 'lambda:*'}, 'yes'],
  ])('depends on a statement for %s', async (_what, members, answer) => {
    await using bench = await lambdaBench()
    await bench.create('rotate')

    await grant(bench, members)

    expect(ask(bench)).toBe(answer)
  })

  it('is no until a new permission has spread, for as long as told', async () => {
    await using bench = await lambdaBench({clock: {mode: 'manual'}, switches: {permissionSpreadMs: 60_000}})
    await bench.create('rotate')
    await grant(bench)
    expect(ask(bench)).toBe('no')
    await bench.sandbox.clock.advance(60_000)
    expect(ask(bench)).toBe('yes')
  })

  it('depends on the policy of the very qualifier', async () => {
    await using bench = await lambdaBench()
    await bench.create('rotate')
    await bench.lambda.send(new PublishVersionCommand({FunctionName: 'rotate'}))
    await bench.lambda.send(new CreateAliasCommand({FunctionName: 'rotate', Name: 'live', FunctionVersion: '1'}))
    await grant(bench)
    expect(ask(bench, `${FUNCTION_ARN}rotate:live`)).toBe('no')

    await grant(bench, {Qualifier: 'live'})

    expect(ask(bench, `${FUNCTION_ARN}rotate:live`)).toBe('yes')
    expect(ask(bench, `${FUNCTION_ARN}rotate:1`)).toBe('no')
    expect(ask(bench, `${FUNCTION_ARN}rotate:2`)).toBe('missing')
  })
})

describe('who may call Lambda', () => {
  it('refuses a caller whose policies do not allow it, before it looks whether the function exists', async () => {
    await using bench = await lambdaBench()
    const {arn, ...credentials} = bench.sandbox.iam.addUser({accountId: bench.sandbox.accountId, userName: 'guest'})
    const guest = new LambdaClient({...bench.sandbox.config, credentials})

    const sent = guest.send(new InvokeCommand({FunctionName: 'nobody'}))

    await expect(sent).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: ${arn} is not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION_ARN}nobody because no identity-based policy allows the lambda:InvokeFunction action`,
      $metadata: {httpStatusCode: 403},
    })
  })

  it('lets another account in where both sides allow it', async () => {
    await using bench = await lambdaBench()
    const functionName = await bench.create('rotate')
    const {arn: _arn, ...credentials} = bench.sandbox.iam.addUser({
      accountId: '444455556666',
      userName: 'neighbour',
      policies: {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 'lambda:*', Resource: '*'}]}},
    })
    const neighbour = new LambdaClient({...bench.sandbox.config, credentials})
    const send = () => neighbour.send(new InvokeCommand({FunctionName: functionName, InvocationType: 'DryRun'}))
    await expect(send()).rejects.toMatchObject({name: 'AccessDeniedException'})

    await grant(bench, {Principal: '444455556666'})

    await expect(send()).resolves.toMatchObject({StatusCode: 204})
  })
})
