import {CreateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {chmod, mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'
import type {RunSecrotOptions} from '../support/run-secrot.ts'

const versionId = '5f0d2a71-0d6f-4a53-9a52-6f1d7f0c2b11'
const asked = {tty: {columns: 100}, env: {NO_COLOR: '1'}} as const
const yes = {...asked, answers: ['y']}

let fleet: RotatingFleet
let stateDir: string

beforeEach(async () => {
  fleet = await startFleet()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-reveal-'))
})

afterEach(async () => {
  await fleet[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const store = (value: {SecretString: string} | {SecretBinary: Uint8Array}): Promise<unknown> =>
  fleet.secrets.send(new CreateSecretCommand({Name: 'prod/db', ClientRequestToken: versionId, ...value}))

const reveal = (words: readonly string[], options: RunSecrotOptions) =>
  fleet.run(['versions', 'prod/db', '--reveal', ...words], {stateDir, ...options})

/** Everything that lies in the state folder, as one text. */
async function recorded(): Promise<string> {
  const names = await readdir(stateDir, {recursive: true, withFileTypes: true})
  const files = names.filter(entry => entry.isFile()).map(entry => readFile(join(entry.parentPath, entry.name), 'utf8'))
  return (await Promise.all(files)).join('')
}

// As it is, in base64, hex and URL-escaped.
const canaryBytes = /canary|Y2FuYXJ5|63616e617279/i

describe('versions --reveal', () => {
  it('asks, and shows the bare value on stdout and nowhere else', async () => {
    await store({SecretString: 'canary "ü"'})
    const run = await reveal(['AWSCURRENT'], yes)
    expect(run.stdout).toBe('canary "ü"\n')
    expect(run.stderr).toContain(`? Show the value of prod/db, version ${versionId} (AWSCURRENT)? (y/N)`)
    expect(run.stderr).not.toMatch(canaryBytes)
    expect(run.exitCode).toBe(0)
  })

  it('is journaled without the value', async () => {
    await store({SecretString: '{"password":"canary"}'})
    expect((await reveal(['5f0d', '--field', 'password'], yes)).stdout).toBe('canary\n')
    const text = await recorded()
    expect(text).toContain('"kind":"reveal"')
    expect(text).toContain(`"versionId":"${versionId}","labels":["AWSCURRENT"],"field":"password"`)
    expect(text).not.toMatch(canaryBytes)
  })

  it.each([
    ['a number as it was written', 'big', '9007199254740993'],
    ['an object as JSON', 'list', '[1,{"a":null}]'],
    ['an empty text', 'none', ''],
  ])('shows of a field %s', async (_, field, shown) => {
    await store({SecretString: '{"big": 9007199254740993, "list": [1, {"a": null}], "none": ""}'})
    expect((await reveal(['AWSCURRENT', '--field', field], yes)).stdout).toBe(`${shown}\n`)
  })

  it.each([['n'], ['']])('reads nothing and ends with 3 when the answer is "%s"', async answer => {
    await store({SecretString: 'canary'})
    const run = await reveal(['AWSCURRENT'], {...asked, answers: [answer]})
    expect([run.exitCode, run.stdout]).toEqual([3, ''])
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
    expect(await recorded()).toBe('')
  })

  it.each([
    ['without a terminal', [], {}, 'QUESTION_WITHOUT_TERMINAL', 'No flag answers it: run the command in a terminal.'],
    ['in CI', [], {...asked, env: {CI: '1'}}, 'QUESTION_WITHOUT_TERMINAL', 'No flag answers it'],
    ['with --json', ['--json'], asked, 'USAGE', '--reveal prints the bare value alone'],
    ['with --format json', ['--format', 'json'], asked, 'USAGE', '--reveal prints the bare value alone'],
    ['with --diff', ['--diff', 'a', 'b'], asked, 'USAGE', '--reveal'],
    ['with --yes, which is no flag of it', ['--yes'], asked, 'USAGE', '--yes is not a flag of secrot versions'],
  ])('asks AWS nothing and ends with 2 %s', async (_, words, options, code, text) => {
    await store({SecretString: 'canary'})
    const run = await reveal(['AWSCURRENT', ...words], options)
    expect(run.exitCode).toBe(2)
    expect(run.calledActions).toEqual([])
    expect(run.stdout + run.stderr).toContain(code)
    expect(run.stdout + run.stderr).toContain(text)
    expect(run.stdout + run.stderr).not.toMatch(canaryBytes)
  })

  it('takes --field for a mistake where nothing is revealed', async () => {
    const run = await fleet.run(['versions', 'prod/db', '--field', 'password'])
    expect([run.exitCode, run.calledActions]).toEqual([2, []])
  })

  it.each([
    ['a field that is not there', '{"password":"canary"}', 'has no field user; it has: password'],
    ['a field that every object has', '{"password":"canary"}', 'has no field constructor'],
    ['a field of a text', 'canary', 'is no JSON object'],
    ['a field of a broken text', '{"password":"canary"', 'is no JSON object'],
  ])('says so, and no value, for %s', async (_, value, text) => {
    await store({SecretString: value})
    const field = text.includes('constructor') ? 'constructor' : 'user'
    const run = await reveal(['AWSCURRENT', '--field', field], {...yes, env: {NO_COLOR: '1', DEBUG: 'secrot'}})
    expect([run.exitCode, run.stdout]).toEqual([1, ''])
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(text)
    expect(run.stderr).toContain('FIELD_NOT_FOUND')
    expect(run.stderr + (await recorded())).not.toMatch(canaryBytes)
  })

  it('ends with 1 and no question for a version that is not there', async () => {
    await store({SecretString: 'canary'})
    const run = await reveal(['AWSPENDING'], asked)
    expect([run.exitCode, run.stderr]).toEqual([1, expect.stringContaining('VERSION_NOT_FOUND')])
  })

  it('says that a pending version has no value', async () => {
    await fleet.secret('prod/api', await fleet.rotator('bad-rotation', {failsIn: 'createSecret'}))
    const run = await fleet.run(['versions', 'prod/api', '--reveal', 'AWSPENDING'], {stateDir, ...yes})
    expect([run.exitCode, run.stderr]).toEqual([1, expect.stringContaining('VALUE_NOT_FOUND')])
    expect(run.stderr).toContain('nothing was stored in it')
    // What was asked for is on the disk before it is read.
    expect(await recorded()).toContain('"kind":"reveal"')
  })

  it('reads nothing when its journal cannot be written', async () => {
    await store({SecretString: 'canary'})
    await chmod(stateDir, 0o777)
    const run = await reveal(['AWSCURRENT'], asked)
    expect([run.exitCode, run.calledActions]).toEqual([1, []])
    expect(run.stderr).toContain('JOURNAL_NOT_WRITABLE')
  })

  it.each([
    ['binary', {SecretBinary: Buffer.from([0xff, 0x63, 0x61])}],
    ['text with an escape', {SecretString: '\u001b]0;canary\u0007'}],
  ])('does not send a terminal a value that it would obey: %s', async (_, value) => {
    await store(value)
    const run = await reveal(['AWSCURRENT'], yes)
    expect([run.exitCode, run.stdout]).toEqual([3, ''])
    expect(run.stderr).toContain('VALUE_NOT_PRINTABLE')
    expect(run.stderr).not.toMatch(canaryBytes)
  })

  it.each([
    ['text', {SecretString: 'canary\u001b\n'}],
    ['binary', {SecretBinary: Buffer.from('canary\u001b\n')}],
  ])('sends a file %s byte for byte, when the question was answered in a terminal', async (_, value) => {
    await store(value)
    const run = await reveal(['AWSCURRENT'], {...yes, tty: {columns: 100, piped: true}})
    expect([run.exitCode, run.stdout]).toEqual([0, 'canary\u001b\n'])
  })

  it('prints a key of several lines', async () => {
    await store({SecretString: '-----BEGIN\r\ncanary\t\n-----END'})
    expect((await reveal(['AWSCURRENT'], yes)).stdout).toBe('-----BEGIN\r\ncanary\t\n-----END\n')
  })
})
