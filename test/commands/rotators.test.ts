import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {SHIPPED_RECORDS} from '../../src/lib/records/shipped-text.ts'
import {breachesOf} from '../support/json-schema.ts'
import {packagedRoot} from '../support/packaged-root.ts'
import {runSecrot} from '../support/run-secrot.ts'

let packaged: Awaited<ReturnType<typeof packagedRoot>>
let empty: string
beforeAll(async () => {
  packaged = await packagedRoot()
  empty = await mkdtemp(join(tmpdir(), 'secrot-root-'))
})
afterAll(async () => {
  await packaged[Symbol.asyncDispose]()
  await rm(empty, {recursive: true, force: true})
})

const rotators = (root: string, ...argv: readonly string[]) =>
  runSecrot(['rotators', ...argv], {root, env: {NO_COLOR: '1'}})

describe('rotators', () => {
  it('shows what each needs: target, permissions, settings', async () => {
    const {stdout, exitCode} = await rotators(packaged.root)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^random-password {2}A value that Secrets Manager draws/m)
    expect(stdout).toMatch(/ {2}Target +None: nobody has to be told/)
    expect(stdout).toMatch(/secretsmanager:PutSecretValue, .* on \{secret\}/)
    expect(stdout).toMatch(/kms:Decrypt, .* on \{key\}, when the secret is encrypted with a key of its own/)
    expect(stdout).toMatch(/PASSWORD_LENGTH: Characters of a new value, 1 to 4096\. Default: 32/)
    expect(stdout).toMatch(/Package +\d+ kB, [A-Za-z0-9+/]{43}=/)
  })

  it('answers with one object, tags of the secret included', async () => {
    const {json} = await rotators(packaged.root, '--json')
    expect(breachesOf('rotators', json)).toEqual([])
    expect(JSON.stringify(json)).toContain('"tag":"secrot:password-length"')
    expect(JSON.stringify(json)).toContain('"package":{"codeSha256":"')
  })

  it('says so where packages and records are not built', async () => {
    const {stdout, exitCode} = await rotators(empty)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/Package +not here; in a clone: npm run build/)
    expect(stdout).toMatch(/Rehearsal +no record of this package came with secrot/)
    const {json} = await rotators(empty, '--json')
    expect(breachesOf('rotators', json)).toEqual([])
    expect(JSON.stringify(json)).toContain('"package":null,"rehearsal":null')
  })

  it('ends with 1 when what came with secrot is damaged', async () => {
    await writeFile(join(packaged.folder, SHIPPED_RECORDS), '{"formatVersion":1,"records":[{}]}')
    const run = await rotators(packaged.root, '--json')
    expect(run.exitCode).toBe(1)
    expect(run.json).toMatchObject({error: {code: 'SHIPPED_RECORDS_INVALID'}})
  })
})

describe('rehearse', () => {
  it('says how a packaged rotator is built where it is not', async () => {
    const run = await runSecrot(['rehearse', 'random-password', '--json'], {root: empty})
    expect(run.exitCode).toBe(1)
    expect(run.json).toMatchObject({
      error: {code: 'ROTATOR_NOT_BUILT', suggestions: [expect.stringContaining('npm run build') as unknown]},
    })
  })

  it('takes ./NAME for a path', async () => {
    const run = await runSecrot(['rehearse', './random-password', '--json'], {root: empty})
    expect([run.exitCode, run.json]).toMatchObject([2, {error: {code: 'CODE_REFUSED'}}])
  })
})
