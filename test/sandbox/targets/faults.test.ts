import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {ConnectionCut} from '../../../src/lib/sandbox/connection-cut.ts'
import type {FaultRule} from '../../../src/lib/sandbox/fault-rules.ts'
import {lambdaBench, type LambdaBench} from '../lambda/support.ts'

let bench: LambdaBench

beforeEach(async () => {
  bench = await lambdaBench()
  bench.sandbox.logins.setPassword('db', 'orders', 'first')
})
afterEach(() => bench[Symbol.asyncDispose]())

const CHANGE = {user: 'orders', password: 'first', newPassword: 'second'}
const LOGIN = {user: 'orders', password: 'first'}

const plan = (...rules: FaultRule[]) => bench.sandbox.faults.set(rules)
const attempt = (operation: string, body = CHANGE) => bench.sandbox.logins.attempt('db', operation, body)
const isChanged = () => bench.sandbox.logins.accepts('db', 'orders', 'second')
const record = () => bench.sandbox.callRecord.entries().filter(({kind}) => kind === 'target' || kind === 'fault')

describe('a fault at a login service', () => {
  it.each([
    ['throttle', 429],
    ['server-error', 500],
    ['access-denied', 403],
  ] as const)('answers for it, without effect: %s', async (kind, status) => {
    plan({kind, service: 'logins', operation: 'password'})
    const answer = await fetch(`${bench.sandbox.logins.urlOf('db')}/password`, {
      method: 'POST',
      body: JSON.stringify(CHANGE),
    })
    expect([answer.status, await answer.text(), isChanged()]).toEqual([status, '', false])
    expect(record()).toMatchObject([
      {kind: 'fault', service: 'logins', operation: 'password', detail: {fault: kind, rule: 0}},
      {kind: 'target', service: 'logins/db', operation: 'password', status, tookEffect: false},
    ])
  })

  it('cuts the connection before or after the effect', async () => {
    plan({kind: 'connection-reset', service: 'logins'})
    await expect(attempt('password')).rejects.toEqual(new ConnectionCut(false))
    expect(isChanged()).toBe(false)
    plan({kind: 'lost-reply', service: 'logins'})
    await expect(attempt('password')).rejects.toEqual(new ConnectionCut(true))
    expect(isChanged()).toBe(true)
    expect(record().map(({kind, status, tookEffect}) => [kind, status, tookEffect])).toEqual([
      ['fault', undefined, undefined],
      ['target', undefined, false],
      ['fault', undefined, undefined],
      ['target', undefined, true],
    ])
  })

  it('loses the reply of what had no effect, and says so', async () => {
    plan({kind: 'lost-reply', service: 'logins'})
    await expect(attempt('login', {...CHANGE, password: 'wrong'})).rejects.toEqual(new ConnectionCut(false))
  })

  it('cuts it on the wire', async () => {
    plan({kind: 'lost-reply', service: 'logins'})
    const sent = fetch(`${bench.sandbox.logins.urlOf('db')}/password`, {method: 'POST', body: JSON.stringify(CHANGE)})
    await expect(sent).rejects.toThrow('fetch failed')
    expect(isChanged()).toBe(true)
  })

  it('makes it slow in virtual time', async () => {
    await using manual = await lambdaBench({clock: {mode: 'manual'}})
    const {logins, clock, faults} = manual.sandbox
    logins.setPassword('db', 'orders', 'first')
    faults.set([{kind: 'latency', service: 'logins', latencyMs: 5000}])
    const before = clock.now()
    expect([await logins.attempt('db', 'login', LOGIN), clock.now() - before]).toEqual([204, 5000])
  })

  it('strikes the one that is counted, of the operation that is named', async () => {
    plan({kind: 'throttle', service: 'logins', operation: 'login', nth: 2}, {kind: 'throttle', service: 'graphql'})
    const statuses = [
      await attempt('login', CHANGE),
      await attempt('password'),
      await attempt('login', CHANGE),
      await attempt('login', CHANGE),
    ]
    expect(statuses).toEqual([204, 204, 429, 401])
  })

  it('of a story that was put back strikes nobody', async () => {
    const saved = bench.sandbox.snapshot()
    plan({kind: 'latency', service: 'logins', latencyMs: 50}, {kind: 'throttle', service: 'logins'})
    const late = attempt('password')
    bench.sandbox.restore(saved)
    expect(await late).toBe(503)
    expect([record(), isChanged()]).toEqual([[], false])
  })

  it('strikes nobody whose request was under way when all was put back', async () => {
    bench.sandbox.logins.behave('db', {delayMs: 50})
    const saved = bench.sandbox.snapshot()
    plan({kind: 'lost-reply', service: 'logins'})
    const late = attempt('password')
    bench.sandbox.restore(saved)
    expect(await late).toBe(503)
    expect([record(), isChanged()]).toEqual([[], false])
  })
})

describe('a fault at a GraphQL endpoint', () => {
  it.each([
    ['throttle', 429, 'TooManyRequestsException'],
    ['server-error', 500, 'InternalFailureException'],
    ['access-denied', 403, 'AccessDeniedException'],
  ] as const)('answers for it in its own form: %s', async (kind, status, errorType) => {
    const {appsync, accountId, region} = bench.sandbox
    const {apiId, url} = appsync.createApi({accountId, region})
    const headers = {'x-api-key': appsync.createKey(apiId)}
    const ask = () => fetch(url, {method: 'POST', headers, body: JSON.stringify({query: '{ __typename }'})})
    plan({kind, service: 'graphql', operation: 'post', nth: 1})
    const answer = await ask()
    expect([answer.status, await answer.json()]).toMatchObject([status, {errors: [{errorType}]}])
    expect((await ask()).status).toBe(200)
  })
})

describe('a request for a target', () => {
  /** A function in this process that logs in once it is told to; `started` resolves with its worker's access key. */
  async function loginFunction(name: string) {
    const arn = await bench.create(name)
    const [started, told] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()]
    bench.sandbox.lambda.registerInProcess(arn, async (_event, {credentials}) => {
      started.resolve(credentials.accessKeyId)
      await told.promise
      return await attempt('login', CHANGE)
    })
    const request = {functionArn: arn, payload: '{}', invocationType: 'RequestResponse' as const, source: 'test'}
    const invoke = () => bench.sandbox.world.functions.invoke(request)
    return {arn, invoke, started: started.promise, goOn: told.resolve}
  }
  const whose = () => record().map(({kind, functionArn}) => [kind, functionArn])

  it('counts as one of the function that is running', async () => {
    const rotator = await loginFunction('rotator')
    const other = await loginFunction('other')
    rotator.goOn()
    other.goOn()
    plan({kind: 'throttle', service: 'logins', function: 'rotator'})
    expect([(await other.invoke()).payload, (await rotator.invoke()).payload]).toEqual(['204', '429'])
    expect(whose()).toEqual([
      ['target', other.arn],
      ['fault', rotator.arn],
      ['target', rotator.arn],
    ])
  })

  it('counts as nobody’s while nothing runs, and while two invocations do', async () => {
    const [one, other] = [await loginFunction('one'), await loginFunction('other')]
    plan({kind: 'throttle', function: 'one'}, {kind: 'throttle', function: 'other'})
    expect(await attempt('login', CHANGE)).toBe(204)
    const running = [one.invoke(), other.invoke()]
    await Promise.all([one.started, other.started])
    expect(await attempt('login', CHANGE)).toBe(204)
    expect(whose()).toEqual([
      ['target', undefined],
      ['target', undefined],
    ])
    one.goOn()
    other.goOn()
    await Promise.all(running)
  })

  it('does not count as one of a function whose worker was killed', async () => {
    const [one, other] = [await loginFunction('one'), await loginFunction('other')]
    const running = [one.invoke(), other.invoke()]
    await other.started
    bench.sandbox.world.functions.killWorker(await one.started)
    const status = attempt('login', CHANGE)
    expect([await status, whose()]).toEqual([204, [['target', other.arn]]])
    other.goOn()
    await Promise.all(running)
  })

  it.each([
    ['kill-before', false],
    ['kill-after', true],
  ] as const)('takes its worker with it: %s', async (kind, tookEffect) => {
    const url = `${bench.sandbox.logins.urlOf('db')}/password`
    const body = JSON.stringify(JSON.stringify(CHANGE))
    const code = `export const handler = async () => (await fetch('${url}', {method: 'POST', body: ${body}})).status`
    const functionArn = await bench.create('rotator', {'index.mjs': code})
    const request = {functionArn, payload: '{}', invocationType: 'RequestResponse' as const, source: 'test'}
    plan({kind, service: 'logins', function: 'rotator', times: 1})
    const killed = await bench.sandbox.world.functions.invoke(request)
    expect([killed.functionError, killed.payload]).toEqual(['Unhandled', expect.stringContaining('Runtime.ExitError')])
    expect(isChanged()).toBe(tookEffect)
    expect(record()).toMatchObject([
      {kind: 'fault', functionArn, detail: {fault: kind, killed: true}},
      {kind: 'target', functionArn, tookEffect},
    ])
    expect((await bench.sandbox.world.functions.invoke(request)).payload).toBe(tookEffect ? '401' : '204')
  })
})
