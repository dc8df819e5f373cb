import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import type {DoctorResult} from '../../src/lib/operations/doctor-result.ts'
import {changesOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'

const NAME = 'prod/orders/db'
const stuck = {finding: 'pending-without-value', secrets: 'prod/orders/*', until: '2026-11-30'}

let stage: DoctorStage
let folder: string

beforeAll(async () => {
  stage = await startDoctorStage()
  await stage.secret(NAME, await stage.rotator('orders-rotation'))
  await stage.pass(HOUR)
  await stage.mend('orders-rotation', {step: 'createSecret', how: 'throws'})
  await stage.rotate(NAME)
  await stage.pass(HOUR)
})
afterAll(() => stage[Symbol.asyncDispose]())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-config-'))
})
afterEach(() => rm(folder, {recursive: true}))

const accept = (...accepted: readonly object[]) =>
  writeFile(join(folder, 'config.json'), JSON.stringify({accepted}), {mode: 0o600})
const doctor = (...more: readonly string[]) => stage.run(['doctor', NAME, ...more], {env: {SECROT_CONFIG_DIR: folder}})
const findingIn = (run: {readonly json: unknown}) =>
  (run.json as DoctorResult).secrets[0]?.findings.find(({id}) => id === stuck.finding)

describe('a finding that the configuration accepts', () => {
  it('is shown with its day and reason, and has no part in the exit code', async () => {
    expect((await doctor()).exitCode).toBe(3)
    await accept({...stuck, reason: 'the vendor mends it in December'})
    const run = await doctor()
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('critical  pending-without-value  accepted until 2026-11-30')
    expect(run.stdout).toMatch(/why +the vendor mends it in December/)
    expect(run.stdout).toContain('nothing else found; 1 accepted')
    expect(run.stderr).not.toContain('Next:')
  })

  it('stands in the JSON, in SARIF as a suppression, and in JUnit as no failure', async () => {
    await accept({...stuck, reason: 'known'})
    const json = await doctor('--json')
    expect(findingIn(json)).toMatchObject({accepted: {until: '2026-11-30', reason: 'known'}, plan: null, outcome: null})
    expect((json.json as DoctorResult).summary).toMatchObject({critical: 0, accepted: 1})
    const sarif = await doctor('--format', 'sarif')
    expect(sarif.stdout).toContain('"justification": "until 2026-11-30: known"')
    const junit = await doctor('--format', 'junit')
    expect(junit.stdout).toContain('failures="0"')
  })

  it('is not repaired, not even where everything is answered', async () => {
    await accept(stuck)
    const run = await doctor('--fix', '--yes', '--allow', stuck.finding)
    expect(changesOf(run)).toEqual([])
    expect(run.exitCode).toBe(0)
  })

  it('counts on its last day no more than before, and on the day after again', async () => {
    await accept({...stuck, until: '2026-11-02'})
    expect((await doctor()).exitCode).toBe(0)
    await accept({...stuck, until: '2026-11-01'})
    const run = await doctor('--json')
    expect(run.exitCode).toBe(3)
    expect(findingIn(run)).toMatchObject({accepted: null, outcome: 'planned'})
  })

  it('is that check in those secrets and no other', async () => {
    await accept({...stuck, secrets: 'prod/search/*'}, {...stuck, finding: 'rotation-off'})
    expect((await doctor()).exitCode).toBe(3)
  })

  it('may stand in a file that is named, which the next command names as well', async () => {
    const path = join(folder, 'mine.json')
    await writeFile(path, '{}', {mode: 0o600})
    const run = await doctor('--config', path)
    expect(run.exitCode).toBe(3)
    expect(run.stderr).toContain(`Next: secrot doctor ${NAME} --config ${path}`)
  })
})

describe('a configuration that cannot be used', () => {
  const refusal = async () => {
    const {exitCode, json, calledActions} = await doctor('--json')
    return {exitCode, calledActions, ...(json as {error: {code: string; message: string}}).error}
  }
  const refusedWith = (code: string, message: RegExp) => ({
    exitCode: 2,
    calledActions: [],
    code,
    message: expect.stringMatching(message) as string,
  })

  it('is exit 2 before anything is asked, naming file, place and allowed form', async () => {
    await accept({...stuck, until: 'soon'})
    expect(await refusal()).toMatchObject(
      refusedWith('CONFIG_INVALID', /config\.json cannot be used: accepted\[0\]\.until is "soon"; allowed: a day/),
    )
  })

  it('names a check that does not exist', async () => {
    await accept({...stuck, finding: 'no-such-check'})
    expect(await refusal()).toMatchObject(refusedWith('UNKNOWN_RULE', /no-such-check: there is no such check/))
  })

  it('is not taken from others', async () => {
    await accept(stuck)
    await chmod(join(folder, 'config.json'), 0o666)
    expect(await refusal()).toMatchObject(
      refusedWith('CONFIG_REFUSED', /config\.json is not read: it may be written by others/),
    )
  })
})
