import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {rehearsalsIn} from '../../../src/lib/cli/rehearsals.ts'
import {SHIPPED_RECORDS} from '../../../src/lib/records/shipped-text.ts'
import {saveRecord} from '../../../src/lib/records/store.ts'
import type {RehearsalRecord} from '../../../src/lib/rehearse/record.ts'
import {aKey, aRecord} from '../../support/a-record.ts'

let state: string
let packaged: string
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'secrot-state-'))
  packaged = await mkdtemp(join(tmpdir(), 'secrot-packaged-'))
})
afterEach(async () => {
  for (const folder of [state, packaged]) await rm(folder, {recursive: true, force: true})
})

const ship = (...records: readonly RehearsalRecord[]) =>
  writeFile(join(packaged, SHIPPED_RECORDS), JSON.stringify({formatVersion: 1, records}))

const {codeSha256, handler} = aKey()
const deployed = {codeSha256, handler, runtime: 'nodejs24.x', layerArns: [], environmentNames: []}
const of = (fn: object = {}) => rehearsalsIn(state, packaged).of({...deployed, ...fn})

describe('what is known of a deployed function', () => {
  it('is nothing where nothing was rehearsed or shipped', async () => {
    expect(await of()).toEqual({kind: 'never'})
  })

  it('is the record that came with a packaged rotator', async () => {
    await ship(aRecord())
    expect(await of()).toEqual({kind: 'record', record: aRecord()})
  })

  it('is nothing when the packaged rotator was deployed with anything else of it changed', async () => {
    await ship(aRecord())
    expect(await of({environmentNames: ['NODE_OPTIONS']})).toEqual({kind: 'never'})
    expect(await of({codeSha256: `${codeSha256.slice(0, -2)}B=`})).toEqual({kind: 'never'})
  })

  it('is what was rehearsed here before what came with secrot', async () => {
    await ship(aRecord())
    await saveRecord(state, aRecord({verdict: 'unsafe'}))
    expect(await of()).toMatchObject({kind: 'record', record: {verdict: 'unsafe'}})
  })

  it('is not taken from a file that holds anything but records', async () => {
    await ship(aRecord({verdict: 'conformant'}))
    await expect(of()).rejects.toMatchObject({code: 'SHIPPED_RECORDS_INVALID'})
  })
})

describe('whether there is any record', () => {
  const any = () => rehearsalsIn(state, packaged).any()

  it('is said of what was rehearsed here and of what came with secrot', async () => {
    expect(await any()).toBe(false)
    await ship(aRecord())
    expect(await any()).toBe(true)
    await rm(join(packaged, SHIPPED_RECORDS))
    await saveRecord(state, aRecord())
    expect(await any()).toBe(true)
  })
})
