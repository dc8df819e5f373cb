import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {rotatorsFolder} from '../../src/lib/cli/rotators-folder.ts'
import {recordsFolder} from '../../src/lib/records/folder.ts'
import {SHIPPED_RECORDS} from '../../src/lib/records/shipped-text.ts'
import type {RehearsalRecord} from '../../src/lib/rehearse/record.ts'
import {type RotatorBench, startRotators} from '../support/node-rotator.ts'
import {rehearsed} from '../support/rehearsed.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const ROTATOR = 'db-rotation'
const own = 'what it does inside its own steps is its own.'

let bench: RotatorBench
let stateDir = ''

beforeEach(async () => {
  bench = await startRotators()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-rehearsed-'))
  const arn = await bench.rotator(ROTATOR)
  await bench.secret('prod/db', arn)
  await bench.secret('prod/other', arn)
})
afterEach(async () => {
  await bench[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const run = (argv: readonly string[]): Promise<SecrotRun> => bench.run([...argv, '--dry-run'], {stateDir})
const keep = (change: Partial<RehearsalRecord>): Promise<RehearsalRecord> =>
  rehearsed({config: bench.sandbox.config, stateDir, name: ROTATOR}, change)

describe.each([
  ['rotate', ['rotate', 'prod/db']],
  ['rotate of many', ['rotate', 'prod/db', 'prod/other']],
  ['enable', ['enable', 'prod/db', '--every', '20d', '--now']],
])('%s', (_, argv) => {
  it('says once that its function was never rehearsed, while no record is kept', async () => {
    expect((await run(argv)).stderr.split(`${ROTATOR} was never rehearsed: ${own}`)).toHaveLength(2)
  })

  it('says the verdict of a rehearsal that went well, and warns of nothing', async () => {
    await keep({verdict: 'usable'})
    const {stderr} = await run(argv)
    expect(stderr.split(`${ROTATOR}, rehearsed: usable`)).toHaveLength(2)
    expect(stderr).not.toContain(own)
  })

  it('warns of one that found it unsafe', async () => {
    await keep({verdict: 'unsafe'})
    expect((await run(argv)).stderr).toContain(`${ROTATOR} was rehearsed and found unsafe: ${own}`)
  })
})

describe('a rotation', () => {
  const installed = () => bench.run(['rotate', 'prod/db', '--dry-run'], {stateDir, root: stateDir})
  const ship = async (...records: readonly RehearsalRecord[]) => {
    await mkdir(rotatorsFolder(stateDir), {recursive: true})
    await writeFile(join(rotatorsFolder(stateDir), SHIPPED_RECORDS), JSON.stringify({formatVersion: 1, records}))
  }

  it('looks at no function to learn that it was never rehearsed, while there is no record', async () => {
    expect((await installed()).calledActions).not.toContain('lambda:GetFunctionConfiguration')
  })

  it('knows the record that came with a packaged rotator, while none is kept', async () => {
    const record = await keep({verdict: 'usable'})
    await rm(recordsFolder(stateDir), {recursive: true})
    await ship(record)
    expect((await installed()).stderr).toContain(`${ROTATOR}, rehearsed: usable`)
  })

  it('does not say that a function was never rehearsed which it may not look at', async () => {
    await ship(await keep({verdict: 'usable'}))
    await rm(recordsFolder(stateDir), {recursive: true})
    bench.sandbox.faults.set([{kind: 'access-denied', service: 'lambda', operation: 'GetFunctionConfiguration'}])
    const {stderr} = await installed()
    expect(stderr).toContain(`${ROTATOR}: whether it was rehearsed is not known`)
    expect(stderr).not.toContain('never rehearsed')
  })
})
