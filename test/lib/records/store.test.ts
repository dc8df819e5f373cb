import {chmod, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {hasRecords, recordsFolder} from '../../../src/lib/records/folder.ts'
import {listRecords, recordId, recordOf, saveRecord} from '../../../src/lib/records/store.ts'
import {aKey, aRecord} from '../../support/a-record.ts'

let state = ''
const fileOf = () => join(recordsFolder(state), `${recordId(aKey())}.json`)

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'secrot-records-'))
})
afterEach(() => rm(state, {recursive: true, force: true}))

describe('a record that is kept', () => {
  it('is found by its key alone, in a folder and a file of the user alone', async () => {
    expect(hasRecords(state)).toBe(false)
    await saveRecord(state, aRecord())
    expect(hasRecords(state)).toBe(true)
    expect(await recordOf(state, aKey())).toEqual({kind: 'record', record: aRecord()})
    expect(await recordOf(state, aKey({handler: 'other.handler'}))).toEqual({kind: 'never'})
    expect((await stat(recordsFolder(state))).mode & 0o777).toBe(0o700)
    expect((await stat(fileOf())).mode & 0o777).toBe(0o600)
  })

  it('takes the place of the one before, and leaves no other file', async () => {
    await saveRecord(state, aRecord())
    await saveRecord(state, aRecord({verdict: 'unsafe'}))
    expect(await readdir(recordsFolder(state))).toHaveLength(1)
    expect(await recordOf(state, aKey())).toMatchObject({record: {verdict: 'unsafe'}})
  })

  it('tells what the function called, in whatever case a service writes its actions', async () => {
    const calls = ['SNS:Publish', 'iam:CreateAccessKey']
    await saveRecord(state, aRecord({calls}))
    expect(await recordOf(state, aKey())).toMatchObject({record: {calls}})
  })

  it('is refused where it contradicts itself', async () => {
    const contradicts = aRecord({verdict: 'conformant', items: {'no-fixed-sleep': 'fail'}})
    await expect(saveRecord(state, contradicts)).rejects.toMatchObject({code: 'RECORDS_NOT_WRITABLE'})
  })
})

describe('a file that is no record of its key unlocks nothing', () => {
  const tampered: readonly (readonly [string, RegExp, (text: string) => string])[] = [
    ['cut off', /not JSON/, text => text.slice(0, -20)],
    [
      'of a better verdict than its items',
      /conformant, and no-fixed-sleep failed/,
      text => text.replace('usable', 'conformant'),
    ],
    ['with a member more', /"extra"|extra is no member/, text => text.replace('{', '{"extra": 1,')],
    ['with a member twice', /stands twice/, text => text.replace('{', '{"verdict": "usable",')],
    ['with an unknown verdict', /one of conformant/, text => text.replace('usable', 'splendid')],
    ['of another function', /another function/, text => text.replace('index.handler', 'other.handler')],
  ]

  it.each(tampered)('%s', async (_, reason, change) => {
    await saveRecord(state, aRecord())
    await writeFile(fileOf(), change(await readFile(fileOf(), 'utf8')))
    expect(await recordOf(state, aKey())).toMatchObject({
      kind: 'unread',
      reason: expect.stringMatching(reason) as string,
    })
    expect(await listRecords(state)).toMatchObject({records: [], notRead: [{file: fileOf()}]})
  })

  it('reached by a symlink', async () => {
    await saveRecord(state, aRecord())
    await rename(fileOf(), join(state, 'elsewhere.json'))
    await symlink(join(state, 'elsewhere.json'), fileOf())
    expect(await recordOf(state, aKey())).toMatchObject({
      kind: 'unread',
      reason: expect.stringContaining('symlink') as string,
    })
  })

  it('that others may write to', async () => {
    await saveRecord(state, aRecord())
    await chmod(fileOf(), 0o666)
    expect(await recordOf(state, aKey())).toMatchObject({kind: 'unread'})
  })

  it('in a folder that others may write to', async () => {
    await saveRecord(state, aRecord())
    await chmod(recordsFolder(state), 0o777)
    expect(await recordOf(state, aKey())).toMatchObject({kind: 'unread'})
    await expect(listRecords(state)).rejects.toMatchObject({code: 'RECORDS_NOT_TRUSTED'})
    await expect(saveRecord(state, aRecord())).rejects.toMatchObject({code: 'RECORDS_NOT_WRITABLE'})
  })
})
