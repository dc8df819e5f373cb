import {chmod, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, startDoctorStage} from '../support/doctor-stage.ts'
import type {RunSecrotOptions} from '../support/run-secrot.ts'

const name = 'prod/orders/db'
const canary = 'canary/VALUE+"0815"'
const terminal = {tty: {columns: 100}, env: {NO_COLOR: '1', DEBUG: '*'}}

/** The canary as text, in base64 at each of its three offsets, hex, URL- and JSON-escaped. */
const forms: readonly string[] = [
  'canary',
  Buffer.from('canary').toString('hex'),
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  ...[0, 1, 2].map(offset =>
    Buffer.from(`${'x'.repeat(offset)}canary`)
      .toString('base64')
      .replaceAll('=', '')
      .slice(offset === 0 ? 0 : 4, -2),
  ),
]

let stage: DoctorStage
let stateDir: string
/** What a probe got beside its input: arguments and environment. */
let seen: string

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-exposure-'))
  seen = join(stateDir, 'seen')
  await stage.secret(name, undefined, {password: canary})
  await stage.run(['put', name, '--field', 'password', '--yes'], {stateDir, input: `${canary}2`})
})

afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true})
})

/** A probe that keeps its arguments and environment, repeats the value, and ends so. */
async function probe(exitCode: number): Promise<readonly string[]> {
  const path = join(stateDir, 'probe.bash')
  const script = `#!/usr/bin/env bash\nvalue=$(cat)\n{ echo "$@"; env; } >> ${seen}\necho "$value" >&2\nprintf %s "$value" | base64 -w0 >&2\n[[ $value == *canary* ]] || exit 20\nexit ${exitCode}\n`
  await writeFile(path, script)
  await chmod(path, 0o700)
  return ['--probe', `${path} argument`]
}

async function journaled(): Promise<string> {
  const entries = await readdir(stateDir, {recursive: true, withFileTypes: true})
  const files = entries.filter(entry => entry.isFile() && !/given|probe/.test(entry.name))
  return (await Promise.all(files.map(file => readFile(join(file.parentPath, file.name), 'utf8')))).join('')
}

async function exposes(argv: readonly string[], options: RunSecrotOptions = {}): Promise<number> {
  const run = await stage.run(argv, {stateDir, env: {DEBUG: '*'}, ...options})
  const all = [run.stdout, run.stderr, await journaled()].join('\n')
  expect(forms.filter(form => all.includes(form))).toEqual([])
  return run.exitCode
}

describe('no byte of a value is in answer, progress, journal or what a probe is started with', () => {
  it('when put takes it from a question, from standard input or from a file', async () => {
    const path = join(stateDir, 'given')
    await writeFile(path, `${canary}5`)
    expect(await exposes(['put', name], {...terminal, answers: [`${canary}3`, 'y']})).toBe(0)
    expect(await exposes(['put', name, '--yes'], {input: `${canary}4\n`})).toBe(0)
    expect(await exposes(['put', name, '--yes', '--from', path, '--json'])).toBe(0)
    expect(await exposes(['put', name, '--yes', '--from', path, '--binary'])).toBe(0)
    expect(await exposes(['put', name, '--dry-run'], {input: canary})).toBe(0)
  })

  it.each([
    ['accepts', 0, 0],
    ['rejects', 20, 3],
    ['does not know', 1, 3],
  ])('when the target %s', async (_, exitCode, end) => {
    const asked = await probe(exitCode)
    expect(await exposes(['put', name, '--field', 'password', ...asked, '--yes'], {input: `${canary}3`})).toBe(end)
    expect(await exposes(['put', name, ...asked, '--yes', '--json'], {input: `${canary}4`})).toBe(end)
    expect(await exposes(['rollback', name, ...asked, '--yes'])).toBe(end)
    expect(await readFile(seen, 'utf8')).toContain('SECROT_VERSION_ID=')
  })

  it.each(['throttle', 'server-error', 'access-denied', 'lost-reply', 'connection-reset'] as const)(
    'when AWS answers PutSecretValue with %s',
    async kind => {
      stage.sandbox.faults.set([{kind, operation: 'PutSecretValue'}])
      for (const more of [[], ['--json']])
        expect([0, 1, 5]).toContain(await exposes(['put', name, '--yes', ...more], {input: `${canary}3`}))
    },
  )

  it('when it is no value: not text, too large, no file, of the wrong shape, or an argument', async () => {
    const bytes = Buffer.concat([Buffer.from(canary), Buffer.from([0xff])])
    expect(await exposes(['put', name, '--yes'], {input: bytes})).toBe(2)
    expect(await exposes(['put', name, '--yes'], {input: canary.repeat(5000)})).toBe(2)
    expect(await exposes(['put', name, '--yes', '--from', canary])).toBe(2)
    expect(await exposes(['put', name, canary])).toBe(2)
    expect(await exposes(['put', name, `--${canary}`, '--json'])).toBe(2)
    expect(await exposes(['put', name, '--field', `password=${canary}`])).toBe(2)
    await exposes(['put', name, '--yes'], {input: `{"password":"${canary}`})
    expect(await exposes(['put', name, '--field', 'password', '--yes'], {input: canary})).toBe(3)
  })

  it('when the value in use is that one already', async () => {
    await exposes(['put', name, '--yes'], {input: `${canary}6`})
    expect(await exposes(['put', name, '--read-values'], {input: `${canary}6`})).toBe(0)
  })
})
