import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {describe, expect, it, onTestFinished} from 'vitest'

import {aBench, aFunction, errorOf} from './support/bench.ts'

/** A process that ended and that nobody has asked about yet is still there by its id, but not alive. */
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    const stat = `/proc/${pid}/stat`
    return !existsSync(stat) || !readFileSync(stat, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
const PID = 'export const handler = async () => process.pid'
const ENDLESS =
  "export const handler = async () => { console.log('here=' + JSON.stringify([process.pid, process.env.HOME])); for (;;); }"

describe('the processes of functions', () => {
  it('are gone after stop, with everything they had on disk', async () => {
    const bench = aBench()
    const fn = aFunction({
      'index.mjs': 'export const handler = async () => [process.pid, process.env.HOME, process.env.LAMBDA_TASK_ROOT]',
    })
    const [pid, ...folders] = JSON.parse((await bench.run(fn)).answer.payload) as [number, string, string]
    expect(isAlive(pid)).toBe(true)

    await bench[Symbol.asyncDispose]()

    expect(isAlive(pid)).toBe(false)
    expect(folders.map(folder => existsSync(folder))).toEqual([false, false])
  })

  it('take along what they started themselves', async () => {
    const bench = aBench()
    const fn = aFunction({
      'index.mjs': `import {spawn} from 'node:child_process'
      export const handler = async () => spawn('sleep', ['600'], {stdio: 'inherit'}).pid`,
    })
    const pid = Number((await bench.run(fn)).answer.payload)

    await bench[Symbol.asyncDispose]()

    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  it.each([
    [
      'waits',
      "export const handler = async () => { console.log('here=' + JSON.stringify([process.pid, process.env.HOME])); await new Promise(() => setTimeout(() => {}, 60000)) }",
    ],
    ['runs in an endless loop', ENDLESS],
  ])('do not outlive a sandbox that is killed while the handler %s', async (_what, handler) => {
    const script = fileURLToPath(new URL('support/parent.ts', import.meta.url))
    const parent = spawn(process.execPath, [script, handler], {stdio: ['ignore', 'pipe', 'inherit']})
    const [said] = (await once(parent.stdout, 'data')) as [Buffer]
    const [pid, home] = JSON.parse(said.toString()) as [number, string]
    expect([isAlive(pid), existsSync(home)]).toEqual([true, true])
    // A test that fails must not leave an endless loop behind.
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(-pid, 'SIGKILL')
    })

    parent.kill('SIGKILL')

    await expect.poll(() => [isAlive(pid), existsSync(home)], {timeout: 10_000}).toEqual([false, false])
  })

  it('start afresh after a reset, which also ends what is running', async () => {
    await using bench = aBench()
    const fn = aFunction({
      'index.mjs':
        'export const handler = async ({wait}) => { await new Promise(r => setTimeout(r, wait)); return process.pid }',
    })
    const first = (await bench.run(fn, {wait: 0})).answer.payload
    const running = bench.run(fn, {wait: 60_000})

    await bench.runner.reset()

    expect(errorOf(await running).errorMessage).toMatch(/signal: killed$/)
    expect((await bench.run(fn, {wait: 0})).answer.payload).not.toBe(first)
  })

  it('write nothing more after a reset, and are not even started when it comes first', async () => {
    await using bench = aBench()
    const fn = aFunction({
      'index.mjs':
        "export const handler = async () => { for (;;) { console.log('on'); await new Promise(r => setTimeout(r, 1)) } }",
    })
    const early = bench.run(fn)
    await bench.runner.reset()
    expect(await early).toMatchObject({abandoned: true})
    expect(bench.lines).toEqual([])

    const running = bench.run(fn)
    await expect.poll(() => bench.lines.length, {timeout: 10_000}).toBeGreaterThan(5)
    const ended = bench.runner.reset()
    const written = bench.lines.length
    await ended

    expect(await running).toMatchObject({abandoned: true})
    expect(bench.lines).toHaveLength(written)
  })

  it('die at once when a fault kills their worker, and the next event gets a new one', async () => {
    await using bench = aBench()
    const fn = aFunction({
      'index.mjs':
        'export const handler = async ({wait}) => { await new Promise(r => setTimeout(r, wait)); return process.env.AWS_ACCESS_KEY_ID }',
    })
    await bench.run(fn, {wait: 0})
    const running = bench.run(fn, {wait: 60_000})

    expect(bench.runner.killWorker('ASIA-none')).toBe(false)
    expect(bench.runner.killWorker('ASIA0')).toBe(true)

    const error = errorOf(await running)
    expect(error.errorType).toBe('Runtime.ExitError')
    expect(error.errorMessage).toMatch(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/)
    expect(bench.runner.isOver('ASIA0')).toBe(true)
    expect((await bench.run(fn, {wait: 0})).answer.payload).toBe('"ASIA1"')
  })

  it('are let go when their revision is no longer the present one', async () => {
    await using bench = aBench()
    const first = Number((await bench.run(aFunction({'index.mjs': PID}))).answer.payload)

    const second = Number((await bench.run(aFunction({'index.mjs': `${PID}\n`}))).answer.payload)

    expect(second).not.toBe(first)
    await expect.poll(() => isAlive(first)).toBe(false)
  })

  it('are kept warm for a few functions only', async () => {
    await using bench = aBench()
    const pids: number[] = []
    for (let n = 0; n < 10; n++) {
      const fn = aFunction({'index.mjs': PID}, {arn: `arn:aws:lambda:eu-central-1:111122223333:function:f${n}`})
      pids.push(Number((await bench.run(fn)).answer.payload))
    }

    await expect.poll(() => pids.map(pid => isAlive(pid))).toEqual([false, false, ...Array<boolean>(8).fill(true)])
  })
})

describe('the Runtime API', () => {
  it('serves one process only, under its secret path and its own name', async () => {
    await using bench = aBench()
    const fn = (name: string) =>
      aFunction(
        {'index.mjs': 'export const handler = async () => process.env.AWS_LAMBDA_RUNTIME_API'},
        {arn: `arn:aws:lambda:eu-central-1:111122223333:function:${name}`},
      )
    const mine = JSON.parse((await bench.run(fn('mine'))).answer.payload) as string
    const other = JSON.parse((await bench.run(fn('other'))).answer.payload) as string
    const [host = '', path = ''] = mine.split('/')
    const [, otherPath = ''] = other.split('/')
    const ask = async (url: string, headers: Record<string, string> = {}) => {
      const body = JSON.stringify({errorType: 'X', errorMessage: 'x'})
      return (await rawPost(`http://${url}/2018-06-01/runtime/init/error`, body, headers)).status
    }

    expect(await ask(`${host}/${otherPath}`)).toBe(403)
    expect(await ask(host)).toBe(403)
    expect(await ask(`${host}/${path}`, {Host: 'attacker.example'})).toBe(403)
    expect(await ask(`${host}/${path}`, {Origin: 'https://attacker.example'})).toBe(403)
    expect(await ask(`${host}/${path}`, {'Sec-Fetch-Site': 'cross-site'})).toBe(403)
    expect(path).toMatch(/^[0-9a-f]{48}$/)
    expect(mine).not.toBe(other)
  })
})

async function rawPost(url: string, body: string, headers: Record<string, string>): Promise<{status: number}> {
  const {request} = await import('node:http')
  return new Promise((resolve, reject) => {
    const sent = request(url, {method: 'POST', headers}, response => {
      response.resume()
      resolve({status: response.statusCode ?? 0})
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
