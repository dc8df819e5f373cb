import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {argvOf} from '../../../src/lib/probes/argv.ts'
import {maskOf} from '../../../src/lib/history/mask.ts'
import {commandProbe} from '../../../src/lib/probes/command.ts'
import type {ProbeAnswer} from '../../../src/lib/probes/probe.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'

const VALUE = 'hunter2-hunter2-hunter2'
/** Leaves a process behind that is in no group of ours and keeps the pipes open. */
const leaving = `'${process.execPath}' -e "require('child_process').spawn('sleep',['10'],{detached:true,stdio:'inherit'}).unref()"`
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-probe-'))
})
afterEach(() => rm(folder, {recursive: true, force: true}))

async function script(body: string): Promise<string> {
  const file = join(folder, 'probe')
  await writeFile(file, `#!/bin/sh\n${body}\n`)
  await chmod(file, 0o755)
  return file
}

async function ask(
  body: string,
  args = '',
  options: {timeLimitMs?: number; signal?: AbortSignal; value?: string} = {},
): Promise<ProbeAnswer> {
  const {value = VALUE} = options
  const probe = commandProbe({
    command: `${await script(body)} ${args}`,
    environment: {...process.env, AWS_SECRET_ACCESS_KEY: 'ours', SSH_AUTH_SOCK: '/tmp/agent'},
    clock: {now: () => 1000},
    mask: maskOf([value]),
    ...(options.timeLimitMs === undefined ? {} : {timeLimitMs: options.timeLimitMs}),
  })
  return probe.ask({
    secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-AbCdEf',
    versionId: 'v1',
    value: new Sensitive(value),
    signal: options.signal ?? new AbortController().signal,
  })
}

describe('a probe that is a command', () => {
  it.each([
    [0, 'yes'],
    [20, 'no'],
    [21, 'gone'],
    [1, 'unknown'],
    [255, 'unknown'],
  ])('takes exit %i for %s', async (code, kind) => {
    expect((await ask(`exit ${code}`)).kind).toBe(kind)
  })

  it('gets the value alone on standard input, and no part of it in arguments or environment', async () => {
    await ask(`cat >${folder}/stdin; env >${folder}/env; printf '%s\\n' "$@" >${folder}/argv; exit 0`, 'login orders')
    expect(await readFile(join(folder, 'stdin'), 'utf8')).toBe(VALUE)
    expect(await readFile(join(folder, 'argv'), 'utf8')).toBe('login\norders\n')
    const env = await readFile(join(folder, 'env'), 'utf8')
    expect(env).not.toContain('hunter2')
    const names = env.split('\n').map(line => line.split('=')[0]!)
    const allowed = [
      'PATH',
      'HOME',
      'LANG',
      'TMPDIR',
      'SECROT_SECRET_ARN',
      'SECROT_VERSION_ID',
      'PWD',
      'OLDPWD',
      'SHLVL',
      '_',
      '',
    ]
    expect(names.filter(name => !allowed.includes(name))).toEqual([])
    expect(env).toContain('SECROT_VERSION_ID=v1')
  })

  it('is killed with what it started after its time, and then nothing is known', async () => {
    const ticks = join(folder, 'ticks')
    const answer = await ask(`(while :; do echo . >>${ticks}; sleep 0.02; done) & wait`, '', {timeLimitMs: 2000})
    expect(answer).toMatchObject({kind: 'unknown', reason: expect.stringContaining('2 s') as string})
    const ticked = await readFile(ticks, 'utf8')
    expect(ticked).not.toBe('')
    await new Promise(done => setTimeout(done, 200))
    expect(await readFile(ticks, 'utf8')).toBe(ticked)
  })

  it('shows its last line only masked', async () => {
    const answer = await ask('echo first; echo "cannot use $(cat)" >&2; exit 3')
    expect(answer).toMatchObject({kind: 'unknown', reason: 'it ended with 3: cannot use [masked]'})
  })

  it('shows none of a value whose last line break the shell took off', async () => {
    const answer = await ask('echo "cannot use $(cat)"; exit 3', '', {value: `${VALUE}\n`})
    expect(answer).toMatchObject({reason: 'it ended with 3: cannot use [masked]'})
  })

  it('shows no end of a value whose beginning was too long ago', async () => {
    const value = `${'x'.repeat(60_000)}${VALUE}`
    const tried = await ask('printf "tried "; cat; printf " and no more"; exit 3', '', {value})
    expect(tried).toMatchObject({reason: 'it ended with 3: tried [masked] and no more'})
    const many = 'cat >v; for i in $(seq 40); do cat v; done; head -c 20000 v; tail -c 1000 v; exit 3'
    expect(await ask(`cd ${folder}; ${many}`, '', {value})).toMatchObject({reason: 'it ended with 3'})
  })

  it('shows none of a value that is written in two pieces', async () => {
    const inTwo = 'head -c 1; sleep 0.2; cat; exit 3'
    expect(await ask(inTwo, '', {value: 'ßecret-of-hours'})).toMatchObject({reason: 'it ended with 3: [masked]'})
    const between = 'head -c 5; sleep 0.2; echo no >&2; sleep 0.2; cat; exit 3'
    expect(await ask(between)).toMatchObject({reason: 'it ended with 3: [masked]'})
  })

  it('shows no beginning of a value at which it was stopped', async () => {
    const answer = await ask('echo one; head -c 9; sleep 60', '', {timeLimitMs: 1000})
    expect(answer).toMatchObject({reason: 'it took more than 1 s: one'})
  })

  it.each([
    [0, {kind: 'yes'}],
    [20, {kind: 'no'}],
    [3, {kind: 'unknown', reason: 'it ended with 3: no route'}],
  ])('is not waited for when it has ended with %i and left something in the background', async (code, answer) => {
    const before = performance.now()
    const asked = await ask(`${leaving}; echo no route; exit ${code}`)
    expect(asked).toMatchObject(answer)
    expect(performance.now() - before).toBeLessThan(8000)
  })

  it('is not waited for after its time, whoever holds its pipes', async () => {
    const before = performance.now()
    const answer = await ask(`${leaving}; sleep 10`, '', {timeLimitMs: 1000})
    expect(answer).toMatchObject({kind: 'unknown', reason: 'it took more than 1 s'})
    expect(performance.now() - before).toBeLessThan(8000)
  })

  it('is not waited for after an interruption, whoever holds its pipes', async () => {
    const before = performance.now()
    const asked = ask(`${leaving}; sleep 10`, '', {signal: AbortSignal.timeout(1000)})
    await expect(asked).rejects.toThrow('timeout')
    expect(performance.now() - before).toBeLessThan(8000)
  })

  it('survives a command that does not read its input', async () => {
    expect((await ask('exec <&-; exit 20')).kind).toBe('no')
  })

  it('ends with the run', async () => {
    const abort = new AbortController()
    const asked = ask('sleep 60', '', {signal: abort.signal})
    setTimeout(() => abort.abort(new Error('interrupted')), 100)
    await expect(asked).rejects.toThrow('interrupted')
  })

  it('is a usage error when it cannot be started', async () => {
    const probe = commandProbe({command: '/no/such/probe', environment: {}, clock: {now: () => 0}, mask: text => text})
    const asked = probe.ask({
      secretArn: 'a',
      versionId: 'v',
      value: new Sensitive('x'),
      signal: new AbortController().signal,
    })
    await expect(asked).rejects.toMatchObject({code: 'PROBE_NOT_STARTED', exit: 2})
  })
})

describe('the words of a probe', () => {
  it('are split as a shell would, without being one', () => {
    expect(argvOf(`./pg-login 'my db' "a b" $HOME *.pem`)).toEqual(['./pg-login', 'my db', 'a b', '$HOME', '*.pem'])
  })

  it.each(["./probe 'orders", './probe "orders', `./probe 'a' "b'`, String.raw`./probe "a\"`])(
    'refuse a quote that is not closed: %s',
    command => {
      const refusal = {code: 'PROBE_MALFORMED', message: expect.stringContaining('a quote is not closed') as string}
      expect(() => argvOf(command)).toThrow(expect.objectContaining(refusal) as Error)
    },
  )

  it('take quotes that are closed, or stand behind a backslash', () => {
    expect(argvOf(String.raw`./probe it\'s "it's" 'say "so"' "a \"b\""`)).toEqual([
      './probe',
      "it's",
      "it's",
      'say "so"',
      'a "b"',
    ])
  })

  it.each(['a | b', 'a; b', 'a && b', 'a > f', 'a `b`; c', '', 'a # b'])(
    'refuse what only a shell can do: %s',
    command => {
      expect(() => argvOf(command)).toThrow(expect.objectContaining({code: 'PROBE_MALFORMED', exit: 2}) as Error)
    },
  )
})
