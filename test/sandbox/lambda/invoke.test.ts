import {InvokeCommand} from '@aws-sdk/client-lambda'
import {describe, expect, it} from 'vitest'

import {FUNCTION_ARN, lambdaBench} from './support.ts'

const text = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString()

describe('Invoke', () => {
  it('answers with the handler result and the version that ran', async () => {
    await using bench = await lambdaBench()
    await bench.create('echo')

    const answer = await bench.lambda.send(new InvokeCommand({FunctionName: 'echo', Payload: '{"a":1}'}))

    expect(answer).toMatchObject({StatusCode: 200, ExecutedVersion: '$LATEST'})
    expect(answer.FunctionError).toBeUndefined()
    expect(text(answer.Payload)).toBe('{"a":1}')
  })

  it('answers a failed function with status 200 and the error header', async () => {
    await using bench = await lambdaBench()
    await bench.create('broken', {'index.mjs': "export const handler = async () => { throw new Error('no') }"})

    const answer = await bench.lambda.send(new InvokeCommand({FunctionName: 'broken'}))

    expect(answer).toMatchObject({StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST'})
    expect(JSON.parse(text(answer.Payload))).toMatchObject({errorType: 'Error', errorMessage: 'no'})
  })

  it('shows the last 4 KB of the log in base64 when asked', async () => {
    await using bench = await lambdaBench()
    await bench.create('chatty', {
      'index.mjs':
        "export const handler = async () => { for (let n = 0; n < 200; n++) console.log('line', n, '.'.repeat(40)) }",
    })

    const answer = await bench.lambda.send(new InvokeCommand({FunctionName: 'chatty', LogType: 'Tail'}))

    const tail = Buffer.from(answer.LogResult ?? '', 'base64')
    expect(tail).toHaveLength(4096)
    expect(tail.toString()).toMatch(/line 199 \.{40}\nEND RequestId: [0-9a-f-]{36}\nREPORT RequestId: .*\t\n$/)
  })

  it('takes an event for later with 202 and runs it', async () => {
    await using bench = await lambdaBench()
    await bench.create('later')

    const answer = await bench.lambda.send(new InvokeCommand({FunctionName: 'later', InvocationType: 'Event'}))

    expect(answer.StatusCode).toBe(202)
    expect(answer.ExecutedVersion).toBeUndefined()
    const invocations = () => bench.sandbox.callRecord.entries().filter(({kind}) => kind === 'invocation')
    await expect.poll(invocations, {timeout: 20_000}).toHaveLength(2)
  })

  it('tries a failed event again after one and two minutes, and no more', async () => {
    await using bench = await lambdaBench({clock: {mode: 'manual'}})
    await bench.create('broken', {'index.mjs': "export const handler = async () => { throw new Error('no') }"})
    const starts = () =>
      bench.sandbox.callRecord
        .entries()
        .filter(({kind, detail}) => kind === 'invocation' && detail?.['event'] === 'start')
        .map(({at}) => at)
    const sentAt = bench.sandbox.clock.now()
    await bench.lambda.send(new InvokeCommand({FunctionName: 'broken', InvocationType: 'Event'}))

    await bench.sandbox.clock.advance(3_600_000)

    expect(starts().map(at => at - sentAt)).toEqual([0, 60_000, 180_000])
  })

  it('only checks on a dry run', async () => {
    await using bench = await lambdaBench()
    await bench.create('echo')

    const answer = await bench.lambda.send(new InvokeCommand({FunctionName: 'echo', InvocationType: 'DryRun'}))

    expect(answer.StatusCode).toBe(204)
    expect(bench.sandbox.callRecord.entries().some(({kind}) => kind === 'invocation')).toBe(false)
  })

  it('names a missing function with its qualifier', async () => {
    await using bench = await lambdaBench()

    const sent = bench.lambda.send(new InvokeCommand({FunctionName: 'nobody'}))

    await expect(sent).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${FUNCTION_ARN}nobody:$LATEST`,
      Type: 'User',
      $metadata: {httpStatusCode: 404},
    })
  })

  it('refuses a payload that is no JSON', async () => {
    await using bench = await lambdaBench()
    await bench.create('echo')

    const sent = bench.lambda.send(new InvokeCommand({FunctionName: 'echo', Payload: '{nope'}))

    await expect(sent).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      message: expect.stringContaining('Could not parse request body into json: ') as unknown,
      $metadata: {httpStatusCode: 400},
    })
  })

  it.each([
    ['RequestResponse', 6_291_556],
    ['Event', 1_048_576],
  ] as const)('refuses a payload that is larger than Lambda takes: %s', async (InvocationType, most) => {
    await using bench = await lambdaBench()
    await bench.create('size', {'index.mjs': 'export const handler = async event => event.length'})
    const send = (bytes: number) =>
      bench.lambda.send(
        new InvokeCommand({FunctionName: 'size', InvocationType, Payload: JSON.stringify('x'.repeat(bytes - 2))}),
      )

    await expect(send(most + 1)).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: {httpStatusCode: 413},
    })
    await expect(send(most)).resolves.toHaveProperty('StatusCode')
  })

  it('refuses a function that is still being created', async () => {
    await using bench = await lambdaBench({clock: {mode: 'manual'}, switches: {functionSettleMs: 5000}})
    await bench.create('slow')
    const send = () => bench.lambda.send(new InvokeCommand({FunctionName: 'slow'}))

    await expect(send()).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message:
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      $metadata: {httpStatusCode: 409},
    })

    await bench.sandbox.clock.advance(5000)
    await expect(send()).resolves.toMatchObject({StatusCode: 200})
  })
})
