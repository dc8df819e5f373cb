import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, findingOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const screen = {tty: {columns: 100}, env: {NO_COLOR: '1'}}
const probed = [NAME, '--probe', loginProbe]

let stage: DoctorStage

beforeEach(async () => {
  stage = await startDoctorStage()
})
afterEach(() => stage[Symbol.asyncDispose]())

/** setSecret changed the password, testSecret ran into its time limit: consumers are refused. */
async function consumersDown(): Promise<{pending: string; current: string}> {
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  await stage.pass(HOUR)
  await stage.mend(ROTATOR, {step: 'testSecret', how: 'sleeps'})
  const pending = await stage.rotate(NAME)
  await stage.pass(HOUR)
  const labels = await stage.labels(NAME)
  return {pending, current: labels['AWSCURRENT'] ?? ''}
}

describe('the target was changed already and consumers are refused', () => {
  it('is told first, with the proof of the target, and nothing is changed without --fix', async () => {
    const {pending} = await consumersDown()
    const run = await stage.run(['doctor', ...probed, '--json'])
    expect(run.exitCode).toBe(3)
    expect(secretOf(run)).toMatchObject({consumers: 'refused', verdict: 'stuck', phase: {kind: 'pending', pending}})
    expect(secretOf(run).findings.map(finding => finding.id)).toEqual([
      'pending-live-current-dead',
      'function-times-out',
      'handler-not-rehearsed',
    ])
    expect(findingOf(run, 'pending-live-current-dead')).toMatchObject({
      severity: 'critical',
      fixClass: 'ask',
      causedBy: ['function-times-out'],
      verdict: 'finish',
      outcome: 'planned',
      plan: {name: 'finish', hits: 'new readers', undo: []},
    })
    expect(
      findingOf(run, 'pending-live-current-dead').evidence.map(({verb, label, subject}) => [verb, label ?? subject]),
    ).toEqual([
      ['rejects', 'a random value'],
      ['accepts', 'AWSPENDING'],
      ['rejects', 'AWSCURRENT'],
      ['rejects', 'AWSPREVIOUS'],
      ['idle', null],
    ])
    expect(changesOf(run)).toEqual([])
  })

  it('is repaired by moving AWSCURRENT once somebody agrees, proven at the target, and AWSPENDING goes last', async () => {
    const {pending, current} = await consumersDown()
    const run = await stage.run(['doctor', ...probed, '--fix'], {...screen, answers: ['y']})
    expect(run.exitCode).toBe(3)
    expect(run.stderr).toContain(`Repair 1 of 1: finish · ${NAME} · 111122223333 · eu-central-1 · root`)
    expect(run.stderr).toContain('(y/N, --allow pending-live-current-dead)')
    const steps = Array.from(run.stderr.matchAll(/\d\d:\d\d:\d\d {2}✔ (.{11})/g), found => found[1]?.trim())
    expect(steps).toEqual(['read again', 'AWSCURRENT', 'target', 'AWSPENDING'])
    expect(run.stdout).toMatch(
      /✔ repaired: who reads prod\/orders\/db again gets a working value; refused for \d+m at most/,
    )
    expect(run.stdout).toContain(
      'Still open  function-times-out: no rotation is offered until the function has changed',
    )
    expect(run.stdout).toContain(`Not undone  AWSPREVIOUS is ${current.slice(0, 8)}, which the target rejects`)
    expect(run.stdout).toContain('Dates       AWS may go on showing 2026-11-02 as last rotated')
    expect(run.stdout.trimEnd()).toMatch(/1 critical finding remains \(exit 3\)$/)
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending, AWSPREVIOUS: current})
    expect(await stage.labels(NAME)).not.toHaveProperty('AWSPENDING')
    expect(await stage.accepts(NAME, pending)).toBe(true)
  })

  it('is repaired without a terminal when the flag answers', async () => {
    const {pending} = await consumersDown()
    const run = await stage.run(['doctor', ...probed, '--fix', '--allow', 'pending-live-current-dead', '--json'])
    expect(findingOf(run, 'pending-live-current-dead')).toMatchObject({outcome: 'fixed', callsMade: 2})
    expect(secretOf(run).after).toMatchObject({
      consumers: 'working',
      findings: [
        {id: 'function-times-out'},
        {id: 'previous-does-not-authenticate', group: 'posture'},
        {id: 'handler-not-rehearsed', group: 'posture'},
      ],
    })
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
  })

  it('makes no mutating call the second time', async () => {
    await consumersDown()
    const fix = ['doctor', ...probed, '--fix', '--yes', '--allow', 'pending-live-current-dead', '--json']
    await stage.run(fix)
    const again = await stage.run(fix)
    expect(changesOf(again)).toEqual([])
  })

  it('is left alone when somebody says no: exit 3 and nothing changed', async () => {
    await consumersDown()
    const before = await stage.versions(NAME)
    const run = await stage.run(['doctor', ...probed, '--fix'], {...screen, answers: ['n']})
    expect(run.exitCode).toBe(3)
    expect(changesOf(run)).toEqual([])
    expect(await stage.versions(NAME)).toEqual(before)
  })

  it('is a usage error where nobody can be asked and no flag answers, naming the flag', async () => {
    await consumersDown()
    const run = await stage.run(['doctor', ...probed, '--fix'])
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('QUESTION_WITHOUT_TERMINAL')
    expect(run.stderr).toContain('--allow pending-live-current-dead')
    expect(changesOf(run)).toEqual([])
  })

  it('is not answered by --yes: the repair asks', async () => {
    await consumersDown()
    const run = await stage.run(['doctor', ...probed, '--fix', '--yes'])
    expect(run.exitCode).toBe(2)
    expect(changesOf(run)).toEqual([])
  })

  it('shows the commands and stops with --dry-run', async () => {
    const {pending, current} = await consumersDown()
    const run = await stage.run(['doctor', ...probed, '--fix', '--dry-run', '--allow', 'pending-live-current-dead'])
    expect(run.stderr).toContain(
      `would run: aws secretsmanager update-secret-version-stage --secret-id arn:aws:secretsmanager:eu-central-1:111122223333:secret:${NAME}`,
    )
    expect(run.stderr).toContain(
      `--version-stage AWSCURRENT --remove-from-version-id ${current} --move-to-version-id ${pending}`,
    )
    expect(changesOf(run)).toEqual([])
  })

  it('breaks the commands of --dry-run before their options on a narrow terminal', async () => {
    await consumersDown()
    const argv = ['doctor', ...probed, '--fix', '--dry-run', '--allow', 'pending-live-current-dead']
    const run = await stage.run(argv, {tty: {columns: 80}, env: {NO_COLOR: '1'}})
    expect(run.stderr).toContain(
      '\nwould run: aws secretsmanager update-secret-version-stage \\\n             --secret-id ',
    )
    expect(run.stderr).toContain(' \\\n             --version-stage AWSCURRENT')
  })
})
