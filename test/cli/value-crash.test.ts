import {PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {listRuns, readRun} from '../../src/lib/journal/read.ts'
import {type DoctorStage, startDoctorStage} from '../support/doctor-stage.ts'

const script = resolve(import.meta.dirname, '../support/dying-secrot.ts')
const name = 'prod/partner/token'
let stage: DoctorStage
let stateDir: string
let current: string
let previous: string

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-value-crash-'))
  await stage.secret(name)
  await stage.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: 'second'}))
  const labels = await stage.labels(name)
  current = labels['AWSCURRENT'] ?? ''
  previous = labels['AWSPREVIOUS'] ?? ''
  await stage.move(name, 'AWSPENDING', undefined, current)
})

afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true})
})

/** Runs a command that is killed at its n-th change; the signal that ended it. */
async function dies(
  when: 'before' | 'after',
  nth: number,
  argv: readonly string[],
  input = '',
): Promise<string | null> {
  const {url, credentials, region} = stage.sandbox
  const env = {
    PATH: process.env['PATH'],
    SECROT_STATE_DIR: stateDir,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  const child = spawn(process.execPath, [script, when, String(nth), ...argv], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.end(input)
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  return signal
}

/** Nothing that was there, or is stored by now, is without a label. */
async function nothingIsLost(): Promise<void> {
  const versions = await stage.versions(name)
  expect(Object.entries(versions).filter(([, labels]) => labels.length === 0)).toEqual([])
  expect(Object.keys(versions)).toEqual(expect.arrayContaining([current, previous]))
  expect(Object.values(versions).flat()).toContain('AWSCURRENT')
}

describe('a put that is killed', () => {
  const argv = ['put', name, '--read-values', '--yes']
  // Stored, the version before the last kept, AWSPENDING off, AWSCURRENT moved, the own label off.
  const boundaries = [
    ['before', 1],
    ['after', 1],
    ['after', 2],
    ['after', 3],
    ['after', 4],
    ['after', 5],
  ] as const

  it.each(boundaries)('%s its change %i loses nothing, and the next run comes to the same end', async (when, nth) => {
    expect(await dies(when, nth, argv, 'third')).toBe('SIGKILL')
    await nothingIsLost()
    const [runId = ''] = await listRuns(stateDir)
    const dead = await readRun(stateDir, runId)
    expect([dead.state, dead.changes.length]).toEqual(['interrupted', nth])

    const again = await stage.run(argv, {stateDir, input: 'third'})
    expect(again.exitCode).toBe(0)
    const {AWSCURRENT: made = '', ...labels} = await stage.labels(name)
    const own = `secrot-hold-${made}`
    expect(labels).toEqual({
      AWSPREVIOUS: current,
      [`secrot-hold-${previous}`]: previous,
      ...(nth === 4 ? {[own]: made} : {}),
    })
    expect(Object.keys(await stage.versions(name))).toHaveLength(3)
    if (nth !== 4) return
    const fix = ['doctor', name, '--fix', '--allow', 'hold-label-left']
    expect(again.stderr).toContain(`To take it off: secrot ${fix.join(' ')}\n`)
    expect((await stage.run(fix, {stateDir})).stdout).toContain('✔ repaired')
    expect(await stage.labels(name)).not.toHaveProperty(own)
  })
})

describe('a rollback that is killed', () => {
  const argv = ['rollback', name, '--unproven', '--yes']

  // The newer version kept, AWSPENDING off, AWSCURRENT moved.
  it.each([
    ['before', 1],
    ['after', 1],
    ['after', 2],
    ['after', 3],
  ] as const)('%s its change %i loses nothing and leaves no rotation that looks stuck', async (when, nth) => {
    expect(await dies(when, nth, argv)).toBe('SIGKILL')
    await nothingIsLost()
    const labels = await stage.labels(name)
    expect([undefined, labels['AWSCURRENT']]).toContain(labels['AWSPENDING'])
    if (labels['AWSCURRENT'] === current) expect((await stage.run(argv, {stateDir})).exitCode).toBe(0)
    const held = `secrot-hold-${current}`
    expect(await stage.labels(name)).toEqual({AWSCURRENT: previous, AWSPREVIOUS: current, [held]: current})
  })
})
