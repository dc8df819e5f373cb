import {RemovePermissionCommand} from '@aws-sdk/client-lambda'
import {CancelRotateSecretCommand, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, conditionsOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, type Failing, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const probed = ['doctor', NAME, '--probe', loginProbe, '--json']
const unasked = ['doctor', NAME, '--json']

let stage: DoctorStage

beforeEach(async () => {
  stage = await startDoctorStage()
})
afterEach(() => stage[Symbol.asyncDispose]())

/** A secret that rotated once and whose next rotation met a fault; all attempts are over. */
async function stuck(failing: Failing): Promise<string> {
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  await stage.pass(HOUR)
  await stage.mend(ROTATOR, failing)
  const pending = await stage.rotate(NAME)
  await stage.pass(HOUR)
  return pending
}

describe('createSecret never stored a value', () => {
  it('is known from the trail alone, without reading a value', async () => {
    await stuck({step: 'createSecret', how: 'throws'})
    const run = await stage.run(unasked)
    expect(conditionsOf(run)).toEqual(['pending-without-value'])
    expect(findingOf(run, 'pending-without-value')).toMatchObject({
      fixClass: 'auto',
      plan: {name: 'discard', hits: 'nobody'},
    })
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
  })

  it('is dropped with --yes and rotated only when that was allowed', async () => {
    await stuck({step: 'createSecret', how: 'throws'})
    await stage.mend(ROTATOR)
    const dropped = await stage.run([...unasked, '--fix', '--yes'])
    expect(changesOf(dropped)).toEqual(['UpdateSecretVersionStage'])
    expect(await stage.labels(NAME)).not.toHaveProperty('AWSPENDING')
  })

  it('is dropped and rotated in one run when both are allowed, and the new value is in use', async () => {
    const pending = await stuck({step: 'createSecret', how: 'throws'})
    await stage.mend(ROTATOR)
    const before = await stage.labels(NAME)
    const run = await stage.run([...probed, '--fix', '--yes', '--allow', 'pending-without-value'])
    expect(changesOf(run)).toEqual(['UpdateSecretVersionStage', 'RotateSecret'])
    const after = await stage.labels(NAME)
    expect(after['AWSCURRENT']).not.toBe(before['AWSCURRENT'])
    expect(after['AWSCURRENT']).not.toBe(pending)
    expect(await stage.accepts(NAME, after['AWSCURRENT'] ?? '')).toBe(true)
    expect(secretOf(run).after).toMatchObject({consumers: 'working'})
    expect(run.exitCode).toBe(0)
  })

  it('shows the rotation in full before it asks for it, since the report did not', async () => {
    await stuck({step: 'createSecret', how: 'throws'})
    await stage.mend(ROTATOR)
    const run = await stage.run(['doctor', NAME, '--probe', loginProbe, '--fix', '--yes'], {
      tty: {columns: 100},
      env: {NO_COLOR: '1'},
      answers: ['n'],
    })
    const said = run.stderr.slice(run.stderr.indexOf('Repair 1 of 1: rotate'), run.stderr.indexOf('? Rotate'))
    expect(said).toContain('   hits   who still holds the old value')
    expect(said).toContain('RotateSecret  with a new token, and follow it')
    expect(said).toMatch(/^ {3}aws {4}aws secretsmanager \S+ --secret-id arn:aws:\S+$/m)
    expect(said).toContain('undo')
    expect(said).toContain(`! ${ROTATOR} was never rehearsed`)
    expect(run.stderr.slice(0, run.stderr.indexOf('Repair 1 of 1: rotate'))).not.toMatch(/^ {3}hits/m)
    expect(changesOf(run)).toEqual(['UpdateSecretVersionStage'])
  })

  it('changes nothing the second time', async () => {
    await stuck({step: 'createSecret', how: 'throws'})
    await stage.run([...unasked, '--fix', '--yes'])
    const again = await stage.run([...unasked, '--fix', '--yes'])
    expect(changesOf(again)).toEqual([])
  })
})

describe('AWSPENDING is on a copy of AWSCURRENT', () => {
  it('is dropped once values may be read, and nothing is lost', async () => {
    await stage.secret(NAME, await stage.rotator(ROTATOR))
    const {AWSCURRENT: current = ''} = await stage.labels(NAME)
    const {SecretString} = await stage.secrets.send(
      new (await import('@aws-sdk/client-secrets-manager')).GetSecretValueCommand({SecretId: NAME}),
    )
    await stage.secrets.send(new PutSecretValueCommand({SecretId: NAME, SecretString, VersionStages: ['AWSPENDING']}))
    await stage.pass(25 * HOUR)
    expect(conditionsOf(await stage.run(unasked))).not.toContain('pending-copies-current')
    const run = await stage.run([...unasked, '--read-values', '--fix', '--yes'])
    expect(findingOf(run, 'pending-copies-current')).toMatchObject({outcome: 'fixed', fixClass: 'auto'})
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: current})
    expect(await stage.labels(NAME)).not.toHaveProperty('AWSPENDING')
  })
})

describe('the new value was stored and never set', () => {
  it('is refused without trust in the function, naming its code', async () => {
    await stuck({step: 'setSecret', how: 'throws'})
    const run = await stage.run(probed)
    expect(conditionsOf(run)).toEqual(['pending-not-applied'])
    expect(findingOf(run, 'pending-not-applied').refusedBecause).toContain(
      `--trust-handler ${await stage.codeOf(ROTATOR)}`,
    )
  })

  it('is resumed from setSecret with the same token by a trusted function', async () => {
    const pending = await stuck({step: 'setSecret', how: 'throws'})
    await stage.mend(ROTATOR)
    const trust = ['--trust-handler', await stage.codeOf(ROTATOR)]
    const run = await stage.run([...probed, '--fix', ...trust, '--allow', 'pending-not-applied'])
    expect(changesOf(run)).toEqual(['InvokeFunction', 'InvokeFunction', 'InvokeFunction'])
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
    expect(await stage.accepts(NAME, pending)).toBe(true)
    expect(secretOf(run).after).toMatchObject({consumers: 'working'})
  })

  it('is still resumed in the run that repaired something else of the secret first', async () => {
    const pending = await stuck({step: 'setSecret', how: 'throws'})
    await stage.mend(ROTATOR)
    await stage.lambda.send(new RemovePermissionCommand({FunctionName: ROTATOR, StatementId: 'secrets-manager'}))
    const trust = ['--trust-handler', await stage.codeOf(ROTATOR)]
    const run = await stage.run([...probed, '--fix', '--yes', ...trust, '--allow', 'pending-not-applied'])
    expect(changesOf(run)).toEqual(['AddPermission', 'InvokeFunction', 'InvokeFunction', 'InvokeFunction'])
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
  })

  it('is tried once: then its value is kept and the label dropped', async () => {
    const pending = await stuck({step: 'setSecret', how: 'throws'})
    const trust = ['--trust-handler', await stage.codeOf(ROTATOR)]
    const run = await stage.run([...probed, '--fix', ...trust, '--allow', 'pending-not-applied'])
    expect(changesOf(run).slice(0, 3)).toEqual([
      'InvokeFunction',
      'UpdateSecretVersionStage',
      'UpdateSecretVersionStage',
    ])
    expect((await stage.versions(NAME))[pending]).toEqual([`secrot-hold-${pending}`])
  })
})

describe('setSecret was sent by an earlier run and the target still rejects the value', () => {
  async function resumedOnce(stateDir: string): Promise<string> {
    const pending = await stuck({step: 'setSecret', how: 'throws'})
    const trust = ['--trust-handler', await stage.codeOf(ROTATOR)]
    // Interrupted once the step has failed, before the run looks again and drops the label itself.
    const stop = new AbortController()
    const run = await stage.run(
      ['doctor', NAME, '--probe', loginProbe, '--fix', ...trust, '--allow', 'pending-not-applied'],
      {
        stateDir,
        interrupt: stop.signal,
        onOutput: ({stderr}) => {
          // The step's own line, not the command that is shown before.
          if (/ setSecret .*(?:failed|error)/i.test(stderr)) stop.abort()
        },
      },
    )
    expect(run.exitCode).toBe(130)
    expect(changesOf(run)).toEqual(['InvokeFunction'])
    await stage.pass(HOUR)
    return pending
  }

  it('is not resumed again: its value is kept and the label dropped, and the run that sent it is named', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-rows-'))
    const pending = await resumedOnce(stateDir)
    expect(await stage.labels(NAME)).toMatchObject({AWSPENDING: pending})
    const trust = ['--trust-handler', await stage.codeOf(ROTATOR)]
    const found = await stage.run([...probed, ...trust], {stateDir})
    expect(findingOf(found, 'pending-not-applied')).toMatchObject({
      verdict: 'discard then rotate',
      plan: {name: 'discard'},
    })
    expect(findingOf(found, 'pending-not-applied').evidence.map(line => line.text)).toContainEqual(
      expect.stringMatching(`^sent ${pending} AWSPENDING setSecret, by this machine \\S+Z, run \\S+ of the journal$`),
    )
    const run = await stage.run([...probed, '--fix', ...trust, '--allow', 'pending-not-applied'], {stateDir})
    expect(changesOf(run)).not.toContain('InvokeFunction')
    expect((await stage.versions(NAME))[pending]).toEqual([`secrot-hold-${pending}`])
  })

  it('is resumed where no journal of this machine knows of it', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-rows-'))
    await resumedOnce(stateDir)
    const trust = ['--trust-handler', await stage.codeOf(ROTATOR)]
    const found = await stage.run([...probed, ...trust])
    expect(findingOf(found, 'pending-not-applied').verdict).toBe('resume from setSecret')
  })
})

describe('rotation was cancelled with a version pending', () => {
  it('keeps a value that the target rejects and drops the label', async () => {
    const pending = await stuck({step: 'setSecret', how: 'throws'})
    await stage.secrets.send(new CancelRotateSecretCommand({SecretId: NAME}))
    await stage.pass(HOUR)
    const run = await stage.run([...probed, '--fix', '--allow', 'pending-after-cancel'])
    expect(findingOf(run, 'pending-after-cancel')).toMatchObject({outcome: 'fixed'})
    expect(findingOf(run, 'pending-after-cancel').message).toContain('cancelled by arn:aws:iam::111122223333:root')
    expect((await stage.versions(NAME))[pending]).toEqual([`secrot-hold-${pending}`])
    expect(secretOf(run).after?.findings.map(finding => finding.id)).toContain('rotation-off')
  })
})

describe('the target was set back', () => {
  it('to AWSPREVIOUS: AWSCURRENT goes back to it, and AWSPENDING stays where it is', async () => {
    const pending = await stuck({step: 'setSecret', how: 'throws'})
    const {AWSPREVIOUS: previous = '', AWSCURRENT: current = ''} = await stage.labels(NAME)
    await stage.setTarget(NAME, previous)
    const run = await stage.run([...probed, '--fix', '--allow', 'current-dead-previous-live'])
    expect(findingOf(run, 'current-dead-previous-live')).toMatchObject({outcome: 'fixed', callsMade: 1})
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: previous, AWSPREVIOUS: current, AWSPENDING: pending})
  })

  it('to a version without a label: that one is kept, asked and promoted; AWSPENDING stays', async () => {
    await stage.secret(NAME, await stage.rotator(ROTATOR))
    const {AWSCURRENT: oldest = ''} = await stage.labels(NAME)
    for (let times = 0; times < 2; times += 1) await stage.rotate(NAME).then(() => stage.pass(HOUR))
    await stage.mend(ROTATOR, {step: 'setSecret', how: 'throws'})
    const pending = await stage.rotate(NAME)
    await stage.pass(HOUR)
    expect((await stage.versions(NAME))[oldest]).toEqual([])
    await stage.setTarget(NAME, oldest)
    const run = await stage.run([...probed, '--fix', '--allow', 'nothing-authenticates'])
    expect(findingOf(run, 'nothing-authenticates').plan?.steps.map(step => step.kind)).toEqual([
      'pin',
      'move',
      'ask-target',
    ])
    expect(findingOf(run, 'nothing-authenticates').outcome).toBe('fixed')
    expect(await stage.labels(NAME)).toMatchObject({
      AWSCURRENT: oldest,
      AWSPENDING: pending,
      [`secrot-hold-${oldest}`]: oldest,
    })
  })

  it('to nothing that is known: nobody can repair that from here', async () => {
    await stuck({step: 'setSecret', how: 'throws'})
    stage.sandbox.logins.setPassword('prod-orders-db', 'app', 'somebody-set-this-9')
    const run = await stage.run([...probed, '--fix', '--yes', '--allow', 'nothing-authenticates'])
    expect(findingOf(run, 'nothing-authenticates')).toMatchObject({verdict: 'refuse', plan: null})
    expect(changesOf(run)).toEqual([])
    expect(run.exitCode).toBe(3)
  })
})
