import {chmod, mkdtemp, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {recordsFolder} from '../../src/lib/records/folder.ts'
import {listRecords, recordId, recordOf, saveRecord} from '../../src/lib/records/store.ts'
import {aKey, aRecord} from '../support/a-record.ts'
import {breachesOf} from '../support/json-schema.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from '../support/run-secrot.ts'

let folder = ''
const here = () => join(folder, 'here')
const there = () => join(folder, 'there')
const file = () => join(folder, 'rehearsals.json')
const terminal = {tty: {columns: 160}, env: {NO_COLOR: '1'}}
const other = aRecord({key: aKey({handler: 'other.handler'}), verdict: 'unsafe', items: {'no-secret-in-log': 'fail'}})

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-rehearsal-'))
})
afterEach(() => rm(folder, {recursive: true, force: true}))

/** Runs `secrot rehearsal …`; every JSON answer is held against its schema. */
async function rehearsal(
  argv: readonly string[],
  stateDir: string,
  options: RunSecrotOptions = {},
): Promise<SecrotRun> {
  const run = await runSecrot(['rehearsal', ...argv], {stateDir, ...options})
  if (argv.includes('--json') && run.exitCode === 0) expect(breachesOf(`rehearsal-${argv[0]}`, run.json)).toEqual([])
  return run
}

async function exported(): Promise<void> {
  await saveRecord(here(), aRecord())
  await saveRecord(here(), other)
  expect((await rehearsal(['export', '--out', file()], here())).exitCode).toBe(0)
}

describe('rehearsal list', () => {
  it('says that nothing was rehearsed', async () => {
    const run = await rehearsal(['list'], here())
    expect([run.stdout, run.exitCode]).toEqual([
      `Nothing was rehearsed: ${recordsFolder(here())} holds no record.\n`,
      0,
    ])
  })

  it('shows what each record is of and what it allows', async () => {
    await saveRecord(here(), aRecord())
    await saveRecord(here(), other)
    const {stdout} = await rehearsal(['list'], here())
    expect(stdout).toMatch(/usable .* index\.handler .*resume, testSecret as probe, testSecret is safe/)
    expect(stdout).toMatch(/unsafe .* other\.handler .*nothing/)
    expect((await rehearsal(['list', '--json'], here())).json).toMatchObject({
      records: expect.arrayContaining([
        expect.objectContaining({id: recordId(other.key), failed: ['no-secret-in-log']}),
      ]) as unknown,
    })
  })

  it('names a file that is not taken for a record', async () => {
    await saveRecord(here(), aRecord())
    await writeFile(join(recordsFolder(here()), `${recordId(aKey())}.json`), '{}')
    expect((await rehearsal(['list'], here())).stdout).toContain('not read: ')
  })
})

describe('export and import', () => {
  it('carry all records from one machine to another', async () => {
    await exported()
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    const run = await rehearsal(['import', file(), '--yes', '--json'], there())
    expect(run.json).toMatchObject({outcome: 'imported'})
    expect(await listRecords(there())).toEqual(await listRecords(here()))
    expect((await rehearsal(['import', file(), '--yes'], there())).stdout).toContain('nothing to import')
  })

  it('carry those whose keys were named, by how they begin', async () => {
    await exported()
    const one = join(folder, 'one.json')
    await rehearsal(['export', recordId(other.key).slice(0, 8), '--out', one, '--json'], here())
    expect(JSON.parse(await readFile(one, 'utf8'))).toEqual({formatVersion: 1, records: [other]})
    const unknown = await rehearsal(['export', 'zzz', '--out', join(folder, 'none.json')], here())
    expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining('RECORD_NOT_FOUND')])
  })

  it('write over no file without --force', async () => {
    await exported()
    const again = await rehearsal(['export', '--out', file()], here())
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('--force')])
    expect((await rehearsal(['export', '--out', file(), '--force'], here())).exitCode).toBe(0)
  })

  it('ask before anything is taken, saying what the records let be sent', async () => {
    await exported()
    const run = await rehearsal(['import', file()], there(), {...terminal, answers: ['n']})
    expect(run.stderr).toMatch(
      /new {7}[\da-f]{12} {2}usable, rehearsed 2026-11-20T09:30:00.000Z: index.handler on nodejs24/,
    )
    expect(run.stderr).toContain('Import 2 records? One of them lets step and doctor send setSecret and finishSecret')
    expect(run.exitCode).toBe(3)
    expect(await recordOf(there(), aKey())).toEqual({kind: 'never'})
    const unasked = await rehearsal(['import', file()], there())
    expect([unasked.exitCode, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')])
    expect((await rehearsal(['import', file(), '--dry-run'], there())).stdout).toContain('planned')
    expect(await recordOf(there(), aKey())).toEqual({kind: 'never'})
  })

  it('keep the newer of two records of one key, whatever its verdict', async () => {
    await exported()
    const newer = aRecord({verdict: 'unsafe', rehearsedAt: '2026-11-21T09:30:00.000Z'})
    await saveRecord(there(), newer)
    await rehearsal(['import', file(), '--yes'], there())
    expect(await recordOf(there(), aKey())).toEqual({kind: 'record', record: newer})
  })
})

describe('import refuses', () => {
  const files: readonly (readonly [string, RegExp, () => Promise<unknown>])[] = [
    ['a symlink', /RECORDS_FILE_REFUSED.*symlink/, () => link()],
    ['a file that others may write to', /RECORDS_FILE_REFUSED/, () => chmod(file(), 0o666)],
    [
      'an unknown member',
      /RECORDS_FILE_INVALID.*extra/,
      () => change('"formatVersion": 1', '"extra": 1, "formatVersion": 1'),
    ],
    ['an unknown member of a record', /RECORDS_FILE_INVALID.*run/, () => change('"seed": 7', '"run": "rm", "seed": 7')],
    ['a verdict that the items do not bear out', /no-fixed-sleep failed/, () => change('"usable"', '"conformant"')],
    ['another format', /formatVersion/, () => change('"formatVersion": 1', '"formatVersion": 2')],
    ['what is no JSON', /not JSON/, () => writeFile(file(), 'records')],
  ]

  async function link(): Promise<void> {
    await rm(join(folder, 'real.json'), {force: true})
    await writeFile(join(folder, 'real.json'), await readFile(file()), {mode: 0o600})
    await rm(file())
    await symlink(join(folder, 'real.json'), file())
  }

  async function change(from: string, to: string): Promise<void> {
    const text = await readFile(file(), 'utf8')
    expect(text).toContain(from)
    await writeFile(file(), text.replace(from, to))
  }

  it.each(files)('%s, and takes nothing', async (_, why, prepare) => {
    await exported()
    await prepare()
    const run = await rehearsal(['import', file(), '--yes'], there())
    expect(run.exitCode).toBe(2)
    expect(run.stderr.replaceAll('\n', ' ')).toMatch(why)
    expect(await listRecords(there())).toEqual({records: [], notRead: []})
  })
})
