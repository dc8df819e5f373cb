import {setTimeout as wait} from 'node:timers/promises'

import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {describe, expect, it} from 'vitest'

import {VirtualClock} from '../../../src/lib/sandbox/clock.ts'
import type {World} from '../../../src/lib/sandbox/kernel.ts'
import {InProcessWorker} from '../../../src/lib/sandbox/runtime/in-process-worker.ts'
import type {EnvironmentFacts} from '../../../src/lib/sandbox/runtime/variables.ts'
import {createVirtualTimers} from '../../../src/lib/sandbox/runtime/virtual-timers.ts'
import type {WorkerLog} from '../../../src/lib/sandbox/runtime/worker-log.ts'
import {FUNCTION_ARN, lambdaBench} from '../lambda/support.ts'
import {aBench, aFunction, errorOf} from './support/bench.ts'

const FN = aFunction({'index.mjs': 'throw new Error("not this one")'}, {timeoutMs: 3000, variables: {COLOUR: 'red'}})

describe('a handler inside the sandbox process', () => {
  it('is called in place of the package, with the lines and the variables of a function', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    bench.runner.registerInProcess(FN.arn, async (event, {env, log, credentials, requestId}) => {
      log('working')
      return {
        event,
        colour: env['COLOUR'],
        key: credentials.accessKeyId,
        named: env['AWS_LAMBDA_FUNCTION_NAME'],
        requestId,
      }
    })

    const {answer, logTail} = await bench.run(FN, {Step: 'createSecret'})

    expect(JSON.parse(answer.payload)).toMatchObject({
      event: {Step: 'createSecret'},
      colour: 'red',
      key: 'ASIA0',
      named: 'rotator',
    })
    expect(bench.lines.map(line => line.split(/[ :]/)[0])).toEqual([
      'INIT_START',
      'START',
      expect.stringMatching(/^\d{4}-/),
      'END',
      'REPORT',
    ])
    expect(logTail).toContain('\tINFO\tworking\n')
  })

  it('answers with its error as a Node function does, and stays warm', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    bench.runner.registerInProcess(FN.arn, () => Promise.reject(new TypeError('boom')))

    const execution = await bench.run(FN)
    await bench.run(FN)

    expect(execution.answer).toMatchObject({failed: true, errorType: 'TypeError'})
    expect(errorOf(execution)).toMatchObject({errorType: 'TypeError', errorMessage: 'boom'})
    expect(bench.ownLines()[0]).toMatch(/\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"boom"/)
    expect(bench.sessions).toHaveLength(1)
  })

  it('reaches its time limit in virtual time, at once in real time', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    const after: string[] = []
    bench.runner.registerInProcess(FN.arn, async (_event, {clock, signal}) => {
      signal.addEventListener('abort', () => after.push('aborted'))
      await clock.sleep(60_000)
      after.push('went on')
    })
    const startedAt = bench.clock.now()

    const execution = await bench.run(FN)

    expect(errorOf(execution).errorType).toBe('Sandbox.Timedout')
    expect(execution.durationMs).toBe(3000)
    expect(bench.clock.now() - startedAt).toBe(3001)
    expect(after).toEqual(['aborted'])
    expect(bench.lines.at(-1)).toMatch(/Status: timeout\t$/)
  })

  it('is late when time passed it by outside of its own sleeps', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    bench.runner.registerInProcess(FN.arn, async (_event, {credentials}) => {
      await bench.clock.sleep(4000)
      return bench.runner.isOver(credentials.accessKeyId)
    })

    const execution = await bench.run(FN)

    expect(errorOf(execution).errorType).toBe('Sandbox.Timedout')
    expect(bench.runner.isOver('ASIA0')).toBe(true)
  })

  it('reaches its time limit by itself on a clock that runs', async () => {
    await using bench = aBench()
    const fn = aFunction({'index.mjs': ''}, {timeoutMs: 1000})
    bench.runner.registerInProcess(fn.arn, () => new Promise(() => undefined))

    expect(errorOf(await bench.run(fn)).errorType).toBe('Sandbox.Timedout')
  })

  it('uses up its time limit when it gives no sign any more, on a clock that nobody moves', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    bench.runner.registerInProcess(FN.arn, () => new Promise(() => undefined))
    const startedAt = bench.clock.now()
    const execution = bench.clock.track(bench.run(FN))

    await bench.clock.advance(10_000)

    expect(errorOf(await execution).errorType).toBe('Sandbox.Timedout')
    expect(bench.clock.now() - startedAt).toBe(10_000)
  })

  it('may wait as long as nobody waits for it', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    let answer = () => {}
    bench.runner.registerInProcess(FN.arn, () => new Promise<void>(resolve => (answer = resolve)))
    const execution = bench.clock.track(bench.run(FN))
    await wait(2500)
    answer()
    expect((await execution).answer.failed).toBe(false)
  })

  it('may take real time as long as it gives signs', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    bench.runner.registerInProcess(FN.arn, async (_event, {log}) => {
      for (let sign = 0; sign < 6; sign++) {
        await wait(500)
        log('working')
      }
      return 'done'
    })

    const execution = bench.clock.track(bench.run(FN))
    await bench.clock.idle()
    expect((await execution).answer).toMatchObject({failed: false, payload: '"done"'})
  })

  it('moves no time any more once it is over', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    let wake = () => {}
    bench.runner.registerInProcess(FN.arn, async (_event, {clock}) => {
      await new Promise<void>(resolve => (wake = resolve))
      await clock.sleep(1000)
    })
    const execution = bench.run(FN)
    await expect.poll(() => bench.lines.length).toBe(2)
    await bench.runner.reset()
    await execution
    const now = bench.clock.now()
    wake()
    await wait(10)
    expect(bench.clock.now()).toBe(now)
  })

  it('is not even called when its worker was killed before', async () => {
    const clock = new VirtualClock({mode: 'manual'})
    const called: unknown[] = []
    const worker = new InProcessWorker({
      fn: FN,
      world: {clock} as unknown as World,
      timers: createVirtualTimers(clock),
      facts: {credentials: {accessKeyId: 'ASIA0'}} as EnvironmentFacts,
      expiresAt: clock.now() + 1000,
      log: {} as WorkerLog,
      handler: event => Promise.resolve(called.push(event)),
    })
    worker.kill()
    const answer = await worker.invoke({requestId: 'r', invokedArn: FN.arn, payload: '{}'}, 1000)
    expect([answer.errorType, called]).toEqual(['Runtime.ExitError', []])
  })

  it('is forgotten by a reset, since its access key may be given out again', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    bench.runner.registerInProcess(FN.arn, async (_event, {credentials}) => {
      bench.runner.killWorker(credentials.accessKeyId)
      await Promise.resolve()
    })
    await bench.run(FN)
    expect(bench.runner.isOver('ASIA0')).toBe(true)
    await bench.runner.reset()
    expect(bench.runner.isOver('ASIA0')).toBe(false)
  })

  it('takes no timer of another past away with its own', async () => {
    const clock = new VirtualClock({mode: 'manual'})
    const timers = createVirtualTimers(clock)
    const saved = clock.snapshot()
    const forget = timers.after(1000, () => undefined)
    clock.restore(saved)
    clock.on('note', () => undefined)
    clock.schedule({dueAt: clock.now() + 5, kind: 'note', payload: 'under the same number'})
    forget()
    expect(clock.waiting()).toHaveLength(1)
  })

  it('is killed by a fault between two of its calls', async () => {
    await using bench = aBench({clock: {mode: 'manual'}})
    bench.runner.registerInProcess(FN.arn, async (_event, {credentials}) => {
      bench.runner.killWorker(credentials.accessKeyId)
      await Promise.resolve()
      return 'unheard'
    })

    const execution = await bench.run(FN)

    expect(errorOf(execution).errorMessage).toMatch(/signal: killed$/)
    expect((await bench.run(FN)).answer.failed).toBe(true)
    expect(bench.sessions).toEqual(['ASIA0', 'ASIA1'])
  })
})

describe('a handler inside the process on a whole sandbox', () => {
  it('is forgotten by a reset: a function of the same name runs its own package', async () => {
    await using bench = await lambdaBench()
    const {sandbox} = bench
    const invoke = async () => {
      const functionArn = await bench.create('model', {'index.mjs': 'export const handler = async () => "package"'})
      const request = {functionArn, payload: '{}', invocationType: 'RequestResponse', source: 'test'} as const
      return (await sandbox.world.functions.invoke(request)).payload
    }
    sandbox.lambda.registerInProcess(`${FUNCTION_ARN}model`, () => Promise.resolve('handler'))
    expect(await invoke()).toBe('"handler"')
    await sandbox.reset()
    sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'rotator'})
    expect(await invoke()).toBe('"package"')
  })

  it('calls with credentials of its own, and no call of it counts after it was killed', async () => {
    await using bench = await lambdaBench({clock: {mode: 'manual'}})
    const {sandbox} = bench
    await bench.create('model')
    const seen: unknown[] = []
    sandbox.lambda.registerInProcess(`${FUNCTION_ARN}model`, async (_event, {credentials}) => {
      const sts = new STSClient({...sandbox.config, credentials})
      for (let call = 1; call <= 3; call++) {
        const answer = await sts.send(new GetCallerIdentityCommand()).catch((error: Error) => error.message)
        seen.push(typeof answer === 'string' ? answer : answer.Arn)
      }
      sts.destroy()
    })
    sandbox.faults.set([{kind: 'kill-after', service: 'sts', function: 'model', nth: 2}])
    const calls = () => sandbox.callRecord.entries().filter(({service}) => service === 'sts')

    const result = await sandbox.world.functions.invoke({
      functionArn: `${FUNCTION_ARN}model`,
      payload: '{}',
      invocationType: 'RequestResponse',
      source: 'test',
    })
    await expect.poll(() => seen).toHaveLength(3)

    expect(JSON.parse(result.payload)).toMatchObject({errorType: 'Runtime.ExitError'})
    expect(seen[0]).toBe('arn:aws:sts::111122223333:assumed-role/rotator/model')
    expect(calls().filter(({kind}) => kind === 'call')).toHaveLength(2)
  })
})
