import {UpdateSecretVersionStageCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, readdir, readFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, findingOf, resultOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const fix = ['doctor', NAME, '--probe', loginProbe, '--fix', '--allow', 'pending-live-current-dead']

let stage: DoctorStage
let pending: string

beforeEach(async () => {
  stage = await startDoctorStage()
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  await stage.pass(HOUR)
  await stage.mend(ROTATOR, {step: 'testSecret', how: 'throws'})
  pending = await stage.rotate(NAME)
  await stage.pass(HOUR)
})
afterEach(() => stage[Symbol.asyncDispose]())

describe('when the state moves between plan and act', () => {
  it('does nothing, says what differs, and reports afresh', async () => {
    let moved = false
    const {AWSCURRENT: current = ''} = await stage.labels(NAME)
    const run = await stage.run(fix, {
      tty: {columns: 100},
      env: {NO_COLOR: '1'},
      onOutput: ({stderr}) => {
        if (moved || !stderr.includes('Repair 1 of 1')) return
        moved = true
        const move = {
          SecretId: NAME,
          VersionStage: 'AWSPENDING',
          RemoveFromVersionId: pending,
          MoveToVersionId: current,
        }
        void stage.secrets.send(new UpdateSecretVersionStageCommand(move))
      },
    })
    expect(moved).toBe(true)
    expect(run.stdout).toContain(
      `✖ STATE_CHANGED: AWSPENDING is on ${current.slice(0, 8)}, the plan said ${pending.slice(0, 8)}. Nothing was done (exit 3)`,
    )
    expect(changesOf(run)).toEqual([])
    expect(run.exitCode).toBe(3)
    const fresh = run.stdout.slice(run.stdout.indexOf('STATE_CHANGED'))
    expect(fresh).toContain('✖ prod/orders/db: CONSUMERS ARE REFUSED.')
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: current})
  })

  it('asks the target while the look-ups are under way, and last before it acts', async () => {
    const {calledActions: found} = await stage.run(['doctor', NAME, '--probe', loginProbe])
    const lookup = 'cloudtrail:LookupEvents'
    const value = 'secretsmanager:GetSecretValue'
    expect(found.indexOf(value)).toBeLessThan(found.lastIndexOf(lookup))
    const {calledActions: all} = await stage.run(fix)
    const before = all.slice(0, all.indexOf('secretsmanager:UpdateSecretVersionStage'))
    expect(before.lastIndexOf(lookup)).toBeGreaterThan(found.lastIndexOf(lookup))
    expect(before.indexOf(value, before.lastIndexOf(lookup))).toBeGreaterThan(before.lastIndexOf(lookup))
    expect(before.filter(action => action === value)).toHaveLength(6)
    expect(before.slice(before.lastIndexOf(lookup)).filter(action => action === value)).toHaveLength(3)
    expect(before.lastIndexOf('logs:FilterLogEvents')).toBeGreaterThan(before.lastIndexOf(value))
  })

  it('sees a label that was not there when the plan was made', async () => {
    const {AWSCURRENT: current = ''} = await stage.labels(NAME)
    let moved = false
    const run = await stage.run([...fix, '--json'], {
      onOutput: () => undefined,
      random: {
        uuid: () => '3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11',
        unit: () => 0.5,
        bytes: length => new Uint8Array(length).fill(3),
      },
      clock: {
        now: () => stage.clock.now(),
        sleep: async (ms, signal) => {
          await stage.clock.sleep(ms, signal)
          if (moved) return
          moved = true
          await stage.move(NAME, 'mine', undefined, current)
        },
      },
    })
    expect(findingOf(run, 'pending-live-current-dead')).toMatchObject({outcome: 'refused', callsMade: 0})
    expect(findingOf(run, 'pending-live-current-dead').refusedBecause).toContain('STATE_CHANGED: mine is on')
    expect(changesOf(run)).toEqual([])
  })
})

describe('when AWS answers badly', () => {
  it('finds out by the labels whether a move whose reply was lost took effect', async () => {
    stage.sandbox.faults.set([{kind: 'lost-reply', operation: 'UpdateSecretVersionStage', nth: 1}])
    const run = await stage.run([...fix, '--json'])
    expect(findingOf(run, 'pending-live-current-dead')).toMatchObject({outcome: 'fixed'})
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
  })

  it('waits until a move is seen before it goes on', async () => {
    stage.sandbox.faults.set([{kind: 'stale-labels', operation: 'DescribeSecret', probability: 0.7}])
    const run = await stage.run([...fix, '--json'])
    expect(['fixed', 'refused']).toContain(findingOf(run, 'pending-live-current-dead').outcome)
    const labels = await stage.labels(NAME)
    expect(await stage.accepts(NAME, labels['AWSCURRENT'] ?? '')).toBe(
      findingOf(run, 'pending-live-current-dead').outcome === 'fixed',
    )
  })

  it('ends with 5 when the change itself is denied, and nothing was changed', async () => {
    stage.sandbox.faults.set([{kind: 'access-denied', operation: 'UpdateSecretVersionStage'}])
    const run = await stage.run([...fix, '--json'])
    expect(run.exitCode).toBe(5)
    expect(findingOf(run, 'pending-live-current-dead')).toMatchObject({
      outcome: 'failed',
      refusedBecause: expect.stringContaining('ACCESS_DENIED') as string,
    })
    expect(await stage.labels(NAME)).toMatchObject({AWSPENDING: pending})
  })

  it('ends with 5 when not even the labels may be read', async () => {
    stage.sandbox.faults.set([{kind: 'access-denied', operation: 'ListSecretVersionIds'}])
    const run = await stage.run(['doctor', NAME, '--json'])
    expect(run.exitCode).toBe(5)
    expect(secretOf(run).unread).toContainEqual(
      expect.objectContaining({fact: 'labels', action: 'secretsmanager:ListSecretVersionIds'}),
    )
  })

  it('counts what it could not read, names the action, and only --strict makes that 3', async () => {
    stage.sandbox.faults.set([{kind: 'access-denied', service: 'logs'}])
    await stage.mend(ROTATOR)
    await stage.run([...fix, '--json'])
    stage.sandbox.faults.set([{kind: 'access-denied', operation: 'GetPolicy'}])
    const run = await stage.run(['doctor', NAME, '--probe', loginProbe, '--json'])
    expect(secretOf(run).unread).toContainEqual(
      expect.objectContaining({fact: 'function policy', action: 'lambda:GetPolicy'}),
    )
    expect(resultOf(run).summary.unread).toBe(1)
    expect(run.exitCode).toBe(0)
    expect((await stage.run(['doctor', NAME, '--probe', loginProbe, '--strict', '--json'])).exitCode).toBe(3)
  })

  it('refuses to repair while nobody can tell whether a step runs, naming what to allow', async () => {
    stage.sandbox.faults.set([
      {kind: 'access-denied', operation: 'LookupEvents'},
      {kind: 'access-denied', operation: 'FilterLogEvents'},
    ])
    const run = await stage.run(['doctor', NAME, '--json'])
    expect(findingOf(run, 'rotation-state-unreadable').advice).toEqual([
      'allow cloudtrail:LookupEvents and logs:FilterLogEvents',
      expect.stringContaining('--attest idle'),
    ])
    expect(findingOf(run, 'rotation-state-unreadable').plan).toBeNull()
  })
})

describe('what is written', () => {
  it('holds no byte of a value: answer, progress, journal', async () => {
    const state = await mkdtemp(join(tmpdir(), 'secrot-doctor-'))
    const {GetSecretValueCommand} = await import('@aws-sdk/client-secrets-manager')
    const values = await Promise.all(
      Object.keys(await stage.versions(NAME)).map(async VersionId => {
        const {SecretString = '{}'} = await stage.secrets.send(new GetSecretValueCommand({SecretId: NAME, VersionId}))
        return (JSON.parse(SecretString) as {password: string}).password
      }),
    )
    const told = await stage.run(['doctor', NAME, '--probe', loginProbe, '--show-logs'], {tty: {columns: 100}})
    const run = await stage.run(fix, {stateDir: state, tty: {columns: 100}})
    const files = await readdir(state, {recursive: true, withFileTypes: true})
    const texts = await Promise.all(
      files.filter(file => file.isFile()).map(file => readFile(join(file.parentPath, file.name), 'utf8')),
    )
    expect(texts.join('')).toContain('UpdateSecretVersionStage')
    for (const value of values)
      for (const text of [run.stdout, run.stderr, told.stdout, told.stderr, ...texts]) expect(text).not.toContain(value)
    expect(run.stdout + run.stderr + texts.join('')).not.toContain('canary')
  })

  it('names what was attested, in the journal too', async () => {
    const state = await mkdtemp(join(tmpdir(), 'secrot-doctor-'))
    const attest = ['--attest', 'pending=accepted', '--attest', 'current=rejected']
    await stage.run(['doctor', NAME, ...attest, '--fix', '--allow', 'pending-live-current-dead'], {stateDir: state})
    const files = await readdir(state, {recursive: true, withFileTypes: true})
    const texts = await Promise.all(
      files.filter(file => file.isFile()).map(file => readFile(join(file.parentPath, file.name), 'utf8')),
    )
    expect(texts.join('')).toContain('"attested":["pending=accepted","current=rejected"]')
  })
})
