import {describe, expect, it} from 'vitest'

import {FUNCTION_ARN, lambdaBench, type LambdaBench} from '../lambda/support.ts'

const ALL = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}

// Writes twice and tells who it is and how often it was called.
const COUNTS = {
  'index.mjs': `import {SecretsManagerClient, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
  const client = new SecretsManagerClient({maxAttempts: 1})
  let n = 0
  export const handler = async ({ms = 0}) => {
    for (const word of ['one', 'two'])
      await client.send(new PutSecretValueCommand({SecretId: 'prod/db', SecretString: word,
        ClientRequestToken: word.repeat(12)}))
    await new Promise(resolve => setTimeout(resolve, ms))
    return {n: ++n, pid: process.pid}
  }`,
}

const started = async (): Promise<LambdaBench> => {
  const bench = await lambdaBench({seed: 4, clock: {mode: 'manual', startAt: Date.now()}})
  const {sandbox} = bench
  const roleArn = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'all', policies: {all: ALL}})
  const ClientRequestToken = 'c'.repeat(32)
  await sandbox.call('secretsmanager', 'CreateSecret', {Name: 'prod/db', SecretString: 'first', ClientRequestToken})
  await bench.create('counts', COUNTS, {Role: roleArn, Timeout: 20})
  return bench
}

const invoke = async ({sandbox}: LambdaBench, event: object = {}) => {
  const {payload} = await sandbox.world.functions.invoke({
    functionArn: `${FUNCTION_ARN}counts`,
    payload: JSON.stringify(event),
    invocationType: 'RequestResponse',
    source: 'test',
  })
  return JSON.parse(payload) as {n: number; pid: number; errorType?: string}
}

describe('a worker that is kept over a restore', () => {
  it('goes on in the same process, with credentials that stay good', async () => {
    await using bench = await started()
    const saved = bench.sandbox.snapshot()
    const {pid} = await invoke(bench)

    bench.sandbox.restore(saved, {workers: 'keep'})

    expect(await invoke(bench)).toEqual({n: 2, pid})
  })

  it('leaves the call record that a fresh one leaves', async () => {
    await using bench = await started()
    const saved = bench.sandbox.snapshot()
    await invoke(bench)
    const fresh = [...bench.sandbox.callRecord.entries()]

    bench.sandbox.restore(saved, {workers: 'keep'})
    await invoke(bench)

    expect(bench.sandbox.callRecord.entries()).toEqual(fresh)
  })

  it('is not kept when it is at work: it is killed, and nothing of it counts any more', async () => {
    await using bench = await started()
    const saved = bench.sandbox.snapshot()
    const before = bench.sandbox.callRecord.entries().length
    const cut = invoke(bench, {ms: 60_000})
    const puts = () => bench.sandbox.callRecord.entries().filter(({kind}) => kind === 'call').length
    const known = puts()
    await expect.poll(puts, {timeout: 10_000}).toBe(known + 2)

    bench.sandbox.restore(saved, {workers: 'keep'})

    expect(bench.sandbox.callRecord.entries()).toHaveLength(before)
    expect(await cut).toMatchObject({errorType: 'Runtime.ExitError'})
    expect(await invoke(bench)).toMatchObject({n: 1})
  })

  it('is let go when its function is made only after the snapshot, and differently', async () => {
    await using bench = await lambdaBench({seed: 4})
    const saved = bench.sandbox.snapshot()
    const answers = async (word: string) => {
      await bench.create('counts', {'index.mjs': `export const handler = async () => '${word}'`})
      return await invoke(bench)
    }
    expect(await answers('first')).toBe('first')

    bench.sandbox.restore(saved, {workers: 'keep'})

    expect(await answers('second')).toBe('second')
  })

  it('gives way to a fresh process once all workers are ended', async () => {
    await using bench = await started()
    const {pid} = await invoke(bench)

    await bench.sandbox.lambda.endWorkers()

    const after = await invoke(bench)
    expect(after.n).toBe(1)
    expect(after.pid).not.toBe(pid)
  })
})

describe('a spare worker', () => {
  it('is initialised before the event comes and stands in for one that was killed, with the same record', async () => {
    await using bench = await started()
    const saved = bench.sandbox.snapshot()
    await invoke(bench)
    const record = [...bench.sandbox.callRecord.entries()]
    bench.sandbox.restore(saved, {workers: 'keep'})
    await bench.sandbox.lambda.endWorkers()

    await bench.sandbox.lambda.spare(`${FUNCTION_ARN}counts`, 2)
    const [first = '', second = ''] = bench.sandbox.world.functions.liveWorkers()
    expect(bench.sandbox.world.functions.killWorker(second)).toBe(true)
    const {n} = await invoke(bench)

    expect(n).toBe(1)
    expect(bench.sandbox.world.functions.liveWorkers()).toContain(first)
    expect(bench.sandbox.callRecord.entries()).toEqual(record)
  })
})
