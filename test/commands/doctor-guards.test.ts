import {CancelRotateSecretCommand, PutSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, conditionsOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, type Failing, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const MINUTE = 60_000
const probed = ['doctor', NAME, '--probe', loginProbe, '--json']
const unasked = ['doctor', NAME, '--json']

let stage: DoctorStage

beforeEach(async () => {
  stage = await startDoctorStage()
})
afterEach(() => stage[Symbol.asyncDispose]())

async function stuck(failing: Failing, waitMs = HOUR): Promise<string> {
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  await stage.pass(HOUR)
  await stage.mend(ROTATOR, failing)
  const pending = await stage.rotate(NAME)
  await stage.pass(waitMs)
  return pending
}

describe('a version newer than AWSCURRENT, written by the function, without a label', () => {
  /** setSecret changed the target, then somebody took AWSPENDING off, as the console advises. */
  async function labelTakenOff(): Promise<string> {
    const pending = await stuck({step: 'testSecret', how: 'throws'})
    await stage.move(NAME, 'AWSPENDING', pending)
    await stage.pass(30 * MINUTE)
    return pending
  }

  it('is pinned first, and nothing says healthy while AWSCURRENT was not asked', async () => {
    const pending = await labelTakenOff()
    const run = await stage.run([...unasked, '--fix', '--yes'])
    expect(findingOf(run, 'newer-version-without-label')).toMatchObject({
      severity: 'high',
      outcome: 'fixed',
      plan: {name: 'pin'},
    })
    expect((await stage.versions(NAME))[pending]).toEqual([`secrot-hold-${pending}`])
    const again = await stage.run([...unasked, '--fix', '--yes'])
    expect(changesOf(again)).toEqual([])
    expect(conditionsOf(again)).toContain('newer-version-without-label')
    expect(again.exitCode).toBe(3)
    expect(secretOf(again).verdict).not.toBe('healthy')
  })

  it('shows who took the label off and when', async () => {
    const pending = await labelTakenOff()
    const run = await stage.run(unasked)
    const evidence = findingOf(run, 'newer-version-without-label').evidence.map(line => line.text)
    expect(evidence).toContainEqual(
      expect.stringMatching(
        `event ${pending} UpdateSecretVersionStage 2026-11-02T1.*by arn:aws:iam::111122223333:root`,
      ),
    )
    expect(evidence).toContainEqual(expect.stringMatching(`event ${pending} PutSecretValue .*assumed-role/rotation`))
    expect(findingOf(run, 'newer-version-without-label').message).toContain('AWS may purge it')
  })

  it('is critical and promoted, when somebody agrees, if the target takes it and rejects AWSCURRENT', async () => {
    const pending = await labelTakenOff()
    const run = await stage.run([...probed, '--fix', '--allow', 'newer-version-without-label'])
    expect(findingOf(run, 'newer-version-without-label')).toMatchObject({
      severity: 'critical',
      fixClass: 'ask',
      outcome: 'fixed',
      plan: {name: 'finish'},
    })
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending, [`secrot-hold-${pending}`]: pending})
    expect(secretOf(run).after?.consumers).toBe('working')
  })
})

describe('a rotation that a hand-written value ended', () => {
  it('leaves a version that is pinned, since it may be the live one', async () => {
    const pending = await stuck({step: 'testSecret', how: 'throws'}, 1000)
    await stage.secrets.send(
      new PutSecretValueCommand({SecretId: NAME, SecretString: '{"url":"x","user":"app","password":"by-hand"}'}),
    )
    await stage.pass(HOUR)
    expect((await stage.versions(NAME))[pending]).toEqual([])
    const run = await stage.run([...unasked, '--fix', '--yes'])
    expect(findingOf(run, 'rotation-abandoned')).toMatchObject({outcome: 'fixed', plan: {name: 'pin'}})
    expect((await stage.versions(NAME))[pending]).toEqual([`secrot-hold-${pending}`])
    expect(changesOf(await stage.run([...unasked, '--fix', '--yes']))).toEqual([])
  })
})

describe('stale evidence', () => {
  const broken: readonly (readonly [string, Failing])[] = [
    ['a time limit', {step: 'testSecret', how: 'sleeps'}],
    ['a missing module', {step: 'testSecret', how: 'cannot-load'}],
    ['a closed network', {step: 'testSecret', how: 'no-network'}],
  ]

  it.each(broken)(
    'of %s does not block once it was repaired outside: --fix gets through without waiting for AWS',
    async (_, failing) => {
      const pending = await stuck(failing)
      // Outside repairs that Lambda does not see, such as a security group.
      await stage.mend(ROTATOR, undefined, true)
      const trust = ['--trust-handler', await stage.codeOf(ROTATOR)]
      const run = await stage.run([...unasked, '--fix', ...trust, '--allow', 'pending-state-unknown'])
      expect(changesOf(run).filter(change => change !== 'UpdateSecretVersionStage')).toEqual([
        'InvokeFunction',
        'InvokeFunction',
      ])
      expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
      expect(run.exitCode).toBe(0)
    },
  )

  it('shows the time of its proof, and is over when the function changed later', async () => {
    await stuck({step: 'testSecret', how: 'sleeps'})
    const run = await stage.run(unasked)
    expect(findingOf(run, 'function-times-out')).toMatchObject({
      seenAt: expect.stringMatching(/^2026-11-02T1/) as string,
      plan: null,
    })
    await stage.mend(ROTATOR)
    expect(conditionsOf(await stage.run(unasked))).not.toContain('function-times-out')
  })

  it('becomes fresh when the step that this run sends fails again: then it blocks', async () => {
    await stuck({step: 'testSecret', how: 'sleeps'})
    const trust = ['--trust-handler', await stage.codeOf(ROTATOR)]
    const run = await stage.run([...unasked, '--fix', ...trust, '--allow', 'pending-state-unknown'])
    expect(findingOf(run, 'pending-state-unknown').outcome).toBe('failed')
    const after = secretOf(run).after?.findings.find(finding => finding.id === 'pending-state-unknown')
    expect(after).toMatchObject({plan: null})
    expect(changesOf(run)).toEqual(['InvokeFunction'])
  })
})

describe('rotate', () => {
  it.each([
    ['its time limit', {step: 'any', how: 'sleeps'}],
    ['a denied action', {step: 'createSecret', how: 'denied'}],
    ['the key limit', {step: 'createSecret', how: 'limit'}],
    ['code that cannot be loaded', {step: 'any', how: 'cannot-load'}],
    ['a host that cannot be reached', {step: 'any', how: 'no-network'}],
  ] as const)('is never offered while the last failure was %s and nothing named in it changed', async (_, failing) => {
    await stuck(failing)
    const run = await stage.run([...unasked, '--fix', '--yes', '--allow', 'pending-without-value'])
    expect(changesOf(run)).not.toContain('RotateSecret')
    expect(await stage.labels(NAME)).not.toHaveProperty('AWSPENDING')
    expect(run.exitCode).toBe(3)
  })

  it('is not planned after a discard while the provider has no place, and the plan says why', async () => {
    await stuck({step: 'createSecret', how: 'limit'})
    const {plan} = findingOf(await stage.run(unasked), 'pending-without-value')
    expect(plan?.followedBy).toBeNull()
    expect(plan?.not).toEqual([expect.stringContaining('free one credential at the provider first')])
  })

  it('is offered again once the function was mended', async () => {
    await stuck({step: 'createSecret', how: 'denied'})
    await stage.mend(ROTATOR)
    const run = await stage.run([...unasked, '--fix', '--yes', '--allow', 'pending-without-value'])
    expect(changesOf(run)).toContain('RotateSecret')
    expect(run.exitCode).toBe(0)
  })

  it('is offered after testSecret was sent once, as fresh proof, where that answers the failure', async () => {
    await stuck({step: 'createSecret', how: 'no-network'})
    await stage.mend(ROTATOR, undefined, true)
    const run = await stage.run([...unasked, '--fix', '--yes', '--allow', 'pending-without-value'])
    expect(changesOf(run)).toEqual([
      'UpdateSecretVersionStage',
      'InvokeFunction',
      'UpdateSecretVersionStage',
      'RotateSecret',
    ])
    expect(run.exitCode).toBe(0)
  })
})

describe('while a step may run', () => {
  it('says until when and why, and repairs nothing without --fix', async () => {
    await stuck({step: 'createSecret', how: 'throws'}, 5 * MINUTE)
    const run = await stage.run(unasked)
    expect(secretOf(run)).toMatchObject({
      verdict: 'rotating',
      headline: expect.stringContaining('a rotation runs') as string,
    })
    expect(conditionsOf(run)).toEqual([])
  })

  it('--fix waits, counts down, and repairs when the time has passed', async () => {
    await stuck({step: 'createSecret', how: 'throws'}, 5 * MINUTE)
    const run = await stage.run(['doctor', NAME, '--fix', '--yes'], {})
    expect(run.stderr).toMatch(/waiting until \d\d:\d\d:\d\dZ, because something changed so lately/)
    expect(changesOf(run)).toEqual(['UpdateSecretVersionStage'])
  })

  it('ends with 4 when the wait does not fit into --timeout', async () => {
    await stuck({step: 'createSecret', how: 'throws'}, 5 * MINUTE)
    const run = await stage.run([...unasked, '--fix', '--yes', '--timeout', '1m'])
    expect(run.exitCode).toBe(4)
    expect(changesOf(run)).toEqual([])
  })

  it('does not make consumers wait: the target takes AWSPENDING, rejects AWSCURRENT, and no step started for a time limit', async () => {
    const pending = await stuck({step: 'testSecret', how: 'throws'}, 5 * MINUTE)
    const run = await stage.run([...probed, '--fix', '--allow', 'pending-live-current-dead'])
    expect(findingOf(run, 'pending-live-current-dead').outcome).toBe('fixed')
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
  })
})

describe('what a person knows', () => {
  it('lets a value that nobody could test be finished with, marked in plan, facts and journal', async () => {
    const pending = await stuck({step: 'testSecret', how: 'throws'})
    await stage.secrets.send(new CancelRotateSecretCommand({SecretId: NAME}))
    await stage.pass(HOUR)
    expect(findingOf(await stage.run(unasked), 'pending-state-unknown')).toMatchObject({verdict: 'refuse', plan: null})
    const attest = ['--attest', 'pending=accepted', '--attest', 'current=rejected']
    const run = await stage.run([...unasked, ...attest, '--fix', '--allow', 'pending-live-current-dead'])
    expect(findingOf(run, 'pending-live-current-dead')).toMatchObject({
      outcome: 'fixed',
      fixClass: 'ask',
      plan: {attested: ['pending=accepted', 'current=rejected']},
    })
    expect(secretOf(run).facts).toContainEqual(
      expect.objectContaining({name: 'auth', versionId: pending, value: 'yes', source: 'attested', attested: true}),
    )
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
  })

  it('never makes a repair automatic', async () => {
    await stuck({step: 'createSecret', how: 'throws'})
    const run = await stage.run([...unasked, '--attest', 'current=accepted', '--fix', '--yes'])
    expect(run.exitCode).toBe(2)
    expect(changesOf(run)).toEqual([])
  })

  it('does not stand against what the target answered', async () => {
    await stuck({step: 'setSecret', how: 'throws'})
    const run = await stage.run([...probed, '--attest', 'pending=accepted'])
    expect(conditionsOf(run)).toEqual(['pending-not-applied'])
  })

  it('is taken in place of a refusal by --choose, which asks', async () => {
    const pending = await stuck({step: 'testSecret', how: 'throws'})
    await stage.secrets.send(new CancelRotateSecretCommand({SecretId: NAME}))
    await stage.pass(HOUR)
    const choose = [...unasked, '--choose', 'discard', '--fix']
    expect((await stage.run(choose)).exitCode).toBe(2)
    const run = await stage.run([...choose, '--allow', 'pending-state-unknown'])
    expect(findingOf(run, 'pending-state-unknown')).toMatchObject({outcome: 'fixed', plan: {name: 'discard'}})
    expect((await stage.versions(NAME))[pending]).toEqual([`secrot-hold-${pending}`])
  })

  it('is asked for in a terminal where only a person can tell', async () => {
    await stuck({step: 'testSecret', how: 'throws'})
    const run = await stage.run(['doctor', NAME, '--fix'], {tty: {columns: 100}, answers: ['n', 'y']})
    expect(run.stderr).toContain('(y/N, --read-values)')
    expect(run.stderr).toContain('(y/N, --attest pending=accepted)')
    expect(changesOf(run)).toEqual([])
    expect(run.exitCode).toBe(3)
  })

  it('is said of one secret only', async () => {
    const run = await stage.run(['doctor', '--attest', 'idle'])
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('ONE_SECRET_NEEDED')
  })
})
