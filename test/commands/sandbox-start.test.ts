import {once} from 'node:events'
import {mkdtemp, readdir, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {breachesOf} from '../support/json-schema.ts'
import {runSecrot, type SecrotRun} from '../support/run-secrot.ts'
import {secrotProcess, spawnSecrot, untilWritten} from '../support/spawn-secrot.ts'

// Every test here starts processes of their own, some of them several in a row.
vi.setConfig({testTimeout: 120_000})

describe('secrot sandbox start', () => {
  let stateDir: string
  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'secrot-start-'))
  })
  afterEach(() => rm(stateDir, {recursive: true, force: true}))

  /** Runs it until it listens, does `meanwhile`, then presses Ctrl-C. */
  const whileItRuns = async (
    argv: readonly string[],
    meanwhile: (written: {stdout: string; stderr: string}) => Promise<void>,
    env: Record<string, string> = {},
  ): Promise<SecrotRun> => {
    const interrupt = new AbortController()
    let begun = false
    let failure: unknown
    const run = await runSecrot(['sandbox', 'start', ...argv], {
      env,
      stateDir,
      interrupt: interrupt.signal,
      onOutput(written) {
        if (begun || !/AWS_EC2_METADATA_DISABLED/.test(written.stdout)) return
        begun = true
        setImmediate(() => {
          meanwhile({...written})
            .catch((error: unknown) => {
              failure = error
            })
            .finally(() => interrupt.abort())
        })
      },
    })
    if (failure !== undefined) throw failure
    return run
  }

  const identity = (env: Record<string, string>) =>
    new STSClient({
      endpoint: env['AWS_ENDPOINT_URL'],
      region: env['AWS_REGION'],
      credentials: {accessKeyId: env['AWS_ACCESS_KEY_ID']!, secretAccessKey: env['AWS_SECRET_ACCESS_KEY']!},
    }).send(new GetCallerIdentityCommand())
  const exportsOf = (stdout: string): Record<string, string> =>
    Object.fromEntries([...stdout.matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]))

  it('prints the variables for a shell, serves, and ends cleanly at Ctrl-C', async () => {
    const run = await whileItRuns([], async ({stdout}) => {
      await expect(identity(exportsOf(stdout))).resolves.toMatchObject({Account: '111122223333'})
    })
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(
      /^unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN\nexport AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+\nexport AWS_ACCESS_KEY_ID=AKIA\w{16}\n/,
    )
    expect(run.stderr).toMatch(/^The sandbox listens at http:\/\/127\.0\.0\.1:\d+\. Ctrl-C ends it\.\n$/)
    await expect(identity(exportsOf(run.stdout))).rejects.toMatchObject({code: 'ECONNREFUSED'})
  })

  it('prints one object with --json while it runs, and nothing else', async () => {
    const child = spawnSecrot(['sandbox', 'start', '--json'], {SECROT_STATE_DIR: stateDir})
    const written = await untilWritten(child.stdout, /\n\}\n$/)
    const answer = JSON.parse(written) as {environment: Record<string, string>}
    expect(breachesOf('sandbox-start', answer)).toEqual([])
    expect(answer).toMatchObject({
      schemaVersion: 1,
      command: 'sandbox start',
      exitCode: 0,
      accountId: '111122223333',
      region: 'eu-central-1',
      scenario: null,
      resumed: false,
      stateFolder: null,
      unset: ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN'],
    })
    await expect(identity(answer.environment)).resolves.toMatchObject({Account: '111122223333'})
    let more = ''
    child.stdout.on('data', chunk => (more += String(chunk)))
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([0, null])
    expect(more).toBe('')
  })

  it('tells other commands of the same user where it is, and nobody else', async () => {
    await whileItRuns([], async () => {
      const path = join(stateDir, 'sandbox/running.json')
      expect((await stat(path)).mode & 0o777).toBe(0o600)
      expect((await stat(join(stateDir, 'sandbox'))).mode & 0o777).toBe(0o700)
    })
    expect(await readdir(join(stateDir, 'sandbox'))).toEqual([])
  })

  it('takes the credentials of the environment, which must be whole', async () => {
    const chosen = {SECROT_SANDBOX_ACCESS_KEY_ID: 'AKIACHOSEN', SECROT_SANDBOX_SECRET_ACCESS_KEY: 'chosen/secret+key'}
    const run = await whileItRuns(
      [],
      async ({stdout}) => {
        await expect(identity(exportsOf(stdout))).resolves.toMatchObject({Account: '111122223333'})
      },
      chosen,
    )
    expect(exportsOf(run.stdout)).toMatchObject({AWS_ACCESS_KEY_ID: 'AKIACHOSEN'})
    await expect(
      runSecrot(['sandbox', 'start'], {stateDir, env: {SECROT_SANDBOX_ACCESS_KEY_ID: 'AKIACHOSEN'}}),
    ).resolves.toMatchObject({exitCode: 2, stdout: '', stderr: expect.stringContaining('INCOMPLETE')})
  })

  it('refuses a second one on the same folder', async () => {
    await whileItRuns([], async () => {
      const second = await secrotProcess(['sandbox', 'start', '--json'], {SECROT_STATE_DIR: stateDir})
      expect(second.code).toBe(3)
      expect(JSON.parse(second.stdout)).toMatchObject({exitCode: 3, error: {code: 'SANDBOX_RUNNING'}})
    })
  })

  it('says when the port is taken', async () => {
    await whileItRuns([], async ({stdout}) => {
      const port = new URL(exportsOf(stdout)['AWS_ENDPOINT_URL']!).port
      const env = {SECROT_STATE_DIR: join(stateDir, 'other')}
      const second = await secrotProcess(['sandbox', 'start', '--port', port], env)
      expect(second).toMatchObject({code: 1, stdout: '', stderr: expect.stringContaining('PORT_TAKEN')})
    })
  })

  it.each([[['--scenario', 'no-such']], [['--port', '70000']], [['--port', 'x']], [['extra']]])(
    'refuses %j as usage, equally with and without --json',
    async argv => {
      for (const json of [[], ['--json']]) {
        const run = await runSecrot(['sandbox', 'start', ...argv, ...json], {stateDir})
        expect(run.exitCode).toBe(2)
        if (json.length > 0) expect(run.json).toMatchObject({exitCode: 2, error: {suggestions: expect.any(Array)}})
      }
    },
  )

  it.each([
    ['an unknown scenario', ['--scenario', 'no-such'], 2],
    ['Ctrl-C while it builds', ['--scenario', 'demo'], 130],
  ])('leaves no state behind when it does not come to start: %s', async (_, argv, code) => {
    const state = join(stateDir, 'kept')
    const interrupt = new AbortController()
    const run = await runSecrot(['sandbox', 'start', '--state', state, ...argv], {
      stateDir,
      interrupt: interrupt.signal,
      onOutput: () => void setTimeout(() => interrupt.abort(), 500),
    })
    expect(run.exitCode).toBe(code)
    expect(run.stdout).toBe('')
    expect(await readdir(stateDir)).toEqual([])
  })

  it('says that a folder cannot be used', async () => {
    await writeFile(join(stateDir, 'file'), '')
    for (const [argv, dir] of [
      [['--state', join(stateDir, 'file')], stateDir],
      [[], join(stateDir, 'file')],
    ] as const) {
      const run = await runSecrot(['sandbox', 'start', ...argv], {stateDir: dir})
      expect([run.exitCode, run.stdout]).toEqual([1, ''])
      expect(run.stderr).toMatch(/STATE_NOT_WRITABLE: The folder .*file.* cannot be used/)
    }
  })

  it('says when it goes on from something else than the scenario that was named', async () => {
    const state = join(stateDir, 'kept')
    await whileItRuns(['--state', state], async () => {})
    const run = await whileItRuns(['--state', state, '--scenario', 'demo'], async () => {})
    expect(run.stderr).toContain(
      `which goes on; demo was not built.\nBuild it instead: secrot sandbox load demo --state ${state}\n`,
    )
    const unknown = await runSecrot(['sandbox', 'start', '--state', state, '--scenario', 'no-such'], {stateDir})
    expect(unknown.exitCode).toBe(2)
  })

  it('goes on from its state folder, with the same credentials and port', async () => {
    const state = join(stateDir, 'kept')
    const first = await whileItRuns(['--state', state], async () => {})
    const second = await whileItRuns(['--state', state], async () => {})
    expect(exportsOf(second.stdout)).toEqual(exportsOf(first.stdout))
  })

  it('does not take a killed one for a running one', async () => {
    const child = spawnSecrot(['sandbox', 'start'], {SECROT_STATE_DIR: stateDir})
    await untilWritten(child.stdout, /AWS_EC2_METADATA_DISABLED/)
    await untilWritten(child.stderr, /listens/)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(await readdir(join(stateDir, 'sandbox'))).toEqual(['running.json'])
    await expect(runSecrot(['sandbox', 'reset'], {stateDir})).resolves.toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('SANDBOX_NOT_RUNNING'),
    })
    await expect(whileItRuns([], async () => {})).resolves.toMatchObject({exitCode: 0})
  })
})
