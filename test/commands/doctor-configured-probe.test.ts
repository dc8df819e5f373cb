import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'
import type {RunSecrotOptions} from '../support/run-secrot.ts'

const NAME = 'prod/orders/db'
const GET = 'secretsmanager:GetSecretValue'

let stage: DoctorStage
let folder: string

beforeAll(async () => {
  stage = await startDoctorStage()
  await stage.secret(NAME, await stage.rotator('orders-rotation'))
})
afterAll(() => stage[Symbol.asyncDispose]())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-config-'))
})
afterEach(() => rm(folder, {recursive: true}))

const configure = (...probes: readonly object[]) =>
  writeFile(join(folder, 'config.json'), JSON.stringify({probes}), {mode: 0o600})
const doctor = (more: readonly string[] = [], options: RunSecrotOptions = {}) =>
  stage.run(['doctor', NAME, ...more], {...options, env: {SECROT_CONFIG_DIR: folder, NO_COLOR: '1'}})
const consumersIn = ({json}: {readonly json: unknown}) =>
  (json as {secrets: {consumers: string}[]}).secrets[0]?.consumers

describe('a probe of the configuration', () => {
  it('asks the target of the secrets of its pattern, once values may be read', async () => {
    await configure({secrets: 'prod/search/*', command: 'false'}, {secrets: 'prod/orders/*', command: loginProbe})
    const run = await doctor(['--read-values', '--json'])
    expect(consumersIn(run)).toBe('working')
    expect(run.exitCode).toBe(0)
  })

  it('is no consent: without --read-values nothing is read where nobody can be asked', async () => {
    await configure({secrets: '*', command: loginProbe})
    const run = await doctor(['--json'])
    expect(consumersIn(run)).toBe('not asked')
    expect(run.calledActions).not.toContain(GET)
  })

  it('waits for an answer in a terminal, and says what the probe reads', async () => {
    await configure({secrets: '*', command: loginProbe})
    const no = await doctor([], {tty: {columns: 100}, answers: ['n']})
    expect(no.calledActions).not.toContain(GET)
    const yes = await doctor([], {tty: {columns: 100}, answers: ['y']})
    expect(yes.calledActions).toContain(GET)
    expect(yes.stderr.replaceAll(/\s+/g, ' ')).toContain(`Probe ${loginProbe}: reads the value of`)
  })

  it('gives way to --probe', async () => {
    await configure({secrets: '*', command: 'false'})
    expect(consumersIn(await doctor(['--probe', loginProbe, '--json']))).toBe('working')
  })

  it.each([
    ['./pg-login orders', /name the program by its absolute path, or by a name that PATH knows/],
    ['bin/pg-login', /name the program by its absolute path/],
    ['pg-login | tee log', /wants a shell/],
  ])('is refused as %s', async (command, message) => {
    await configure({secrets: 'prod/other', command})
    const run = await doctor(['--json'])
    expect(run).toMatchObject({exitCode: 2, calledActions: [], json: {error: {code: 'PROBE_MALFORMED'}}})
    expect((run.json as {error: {message: string}}).error.message).toMatch(message)
  })
})
