import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {keepDemoRecords, RECORDS_FILE} from '../../../src/lib/operations/demo-records.ts'
import {recordOf} from '../../../src/lib/records/store.ts'
import {powersOf} from '../../../src/lib/rehearse/record.ts'
import {demoFolder} from '../../../src/lib/sandbox/index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-demo-records-'))
})
afterEach(() => rm(folder, {recursive: true, force: true}))

it('the demo keeps the record of its logins’ function for its own runs, which may resume it', async () => {
  const [record] = await keepDemoRecords(demoFolder(), folder)
  expect(record?.kind).toBe('rep')
  expect(powersOf(await recordOf(folder, record!.key)).resume).toBe(true)
})

it('the demo does not begin with records that are none', async () => {
  await writeFile(join(folder, RECORDS_FILE), '{"formatVersion": 1, "records": [{}]}')
  await expect(keepDemoRecords(folder, folder)).rejects.toMatchObject({code: 'DEMO_RECORDS_INVALID'})
})
