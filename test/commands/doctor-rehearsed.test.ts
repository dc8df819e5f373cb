import {LambdaClient, UpdateFunctionConfigurationCommand} from '@aws-sdk/client-lambda'
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {DeployedFunction, RehearsalRecord} from '../../src/lib/rehearse/record.ts'
import {probeItems} from '../support/a-record.ts'
import {changesOf, findingOf} from '../support/doctor-answers.ts'
import {type DoctorStage, type Failing, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'
import {rehearsed} from '../support/rehearsed.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const probed = ['doctor', NAME, '--probe', loginProbe, '--json']
const unasked = ['doctor', NAME, '--json']

let stage: DoctorStage
let stateDir = ''

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-rehearsed-'))
})
afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

/** A secret whose last rotation met a fault that is mended now; all attempts are over. */
async function stuck(failing: Failing): Promise<string> {
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  await stage.pass(HOUR)
  await stage.mend(ROTATOR, failing)
  const pending = await stage.rotate(NAME)
  await stage.pass(HOUR)
  await stage.mend(ROTATOR)
  return pending
}

const run = (argv: readonly string[], more = {}): Promise<SecrotRun> => stage.run(argv, {stateDir, ...more})
const keep = (change?: Partial<RehearsalRecord>, otherwise?: Partial<DeployedFunction>): Promise<RehearsalRecord> =>
  rehearsed({config: stage.sandbox.config, stateDir, name: ROTATOR}, change, otherwise)

/** Steps that this state folder's journal has sent by hand, in order. */
async function steps(): Promise<readonly string[]> {
  const folder = join(stateDir, 'journal')
  const texts = await Promise.all((await readdir(folder)).map(file => readFile(join(folder, file), 'utf8')))
  return texts
    .flatMap(text => text.split('\n').filter(line => line.startsWith('{"kind":"intent"')))
    .map(line => JSON.stringify((JSON.parse(line) as {readonly request: unknown}).request))
    .flatMap(request => /Step\W+(\w+Secret)\b/.exec(request)?.[1] ?? [])
}

describe('resume of a value that was stored and never set', () => {
  it('needs no --trust-handler once the function was rehearsed, and still its answer', async () => {
    const pending = await stuck({step: 'setSecret', how: 'throws'})
    await keep()
    expect(findingOf(await run(probed), 'pending-not-applied')).toMatchObject({fixClass: 'ask', plan: {name: 'resume'}})
    expect(changesOf(await run([...probed, '--fix', '--yes']))).toEqual([])
    const fixed = await run([...probed, '--fix', '--allow', 'pending-not-applied'])
    expect(changesOf(fixed)).toEqual(['InvokeFunction', 'InvokeFunction', 'InvokeFunction'])
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
  })

  const others: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['found unsafe', () => keep({verdict: 'unsafe', items: probeItems})],
    ['not rehearsed to the end', () => keep({verdict: 'incomplete', items: probeItems})],
    ['rehearsed under another handler name', () => keep({}, {handler: 'other.handler'})],
    ['rehearsed on another runtime major', () => keep({}, {runtime: 'nodejs22.x'})],
    ['rehearsed with a layer', () => keep({}, {layerArns: ['arn:aws:lambda:eu-central-1:111122223333:layer:db:3']})],
    ['rehearsed with one variable less', addVariable],
  ]

  async function addVariable(): Promise<void> {
    await keep()
    const lambda = new LambdaClient(stage.sandbox.config)
    const Environment = {Variables: {DEBUG: '1'}}
    await lambda.send(new UpdateFunctionConfigurationCommand({FunctionName: ROTATOR, Environment}))
    lambda.destroy()
  }

  it.each(others)('is refused for a function that was %s', async (_, prepare) => {
    await stuck({step: 'setSecret', how: 'throws'})
    await prepare()
    const found = findingOf(await run(probed), 'pending-not-applied')
    expect(found.refusedBecause).toContain(`--trust-handler ${await stage.codeOf(ROTATOR)}`)
    const fixed = await run([...probed, '--fix', '--yes', '--allow', 'pending-not-applied'])
    expect(changesOf(fixed)).toEqual([])
  })
})

describe('testSecret of a rehearsed function asks its target where nobody else can', () => {
  it('and what is left of the rotation follows when the target takes the value', async () => {
    const pending = await stuck({step: 'finishSecret', how: 'throws'})
    await keep()
    const fixed = await run([...unasked, '--fix', '--yes', '--allow', 'pending-applied-unfinished'])
    const found = findingOf(fixed, 'pending-applied-unfinished')
    expect(found).toMatchObject({outcome: 'fixed'})
    expect(found.evidence.map(({text}) => text)).toContainEqual(expect.stringContaining(`accepts ${pending}`))
    expect(await steps()).toEqual(['testSecret', 'testSecret', 'finishSecret'])
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
  })

  it('and all of it from setSecret on when the target rejects it', async () => {
    const pending = await stuck({step: 'setSecret', how: 'throws'})
    await keep()
    const fixed = await run([...unasked, '--fix', '--yes', '--allow', 'pending-not-applied'])
    expect(findingOf(fixed, 'pending-not-applied')).toMatchObject({verdict: 'resume from setSecret', outcome: 'fixed'})
    expect(await steps()).toEqual(['testSecret', 'setSecret', 'testSecret', 'finishSecret'])
    expect(await stage.accepts(NAME, pending)).toBe(true)
  })

  it('is shown and asked for, and not sent on a no', async () => {
    await stuck({step: 'setSecret', how: 'throws'})
    await keep()
    const asked = await run(['doctor', NAME, '--fix'], {
      tty: {columns: 200},
      env: {NO_COLOR: '1'},
      answers: ['n'],
      answerElse: 'n',
    })
    expect(asked.stderr).toContain(
      `? Send testSecret to ${ROTATOR} once, to learn whether its target takes the pending value? It changes nothing. (y/N, --yes) n`,
    )
    expect(asked.stderr).toMatch(/aws lambda invoke .*testSecret/)
    expect(changesOf(asked)).toEqual([])
  })

  it('is never sent without --fix, nor where nobody can be asked', async () => {
    await stuck({step: 'setSecret', how: 'throws'})
    await keep()
    expect(changesOf(await run(unasked))).toEqual([])
    expect(changesOf(await run([...unasked, '--fix']))).toEqual([])
    const dry = await run(['doctor', NAME, '--fix', '--dry-run'])
    expect(dry.stderr).toContain(`${NAME}: testSecret asks the target first; hits nobody; --yes\n`)
    expect(changesOf(dry)).toEqual([])
  })

  const unfit: readonly (readonly [string, Partial<RehearsalRecord>])[] = [
    ['that is unsafe', {verdict: 'unsafe', items: probeItems}],
    ['that is incomplete', {verdict: 'incomplete', items: probeItems}],
    ['that did not see the pending value used', {items: {...probeItems, 'test-exercises-pending': 'skipped'}}],
    ['that did not see a rejected value fail', {items: {...probeItems, 'test-fails-on-rejected-value': 'skipped'}}],
    ['that did not see that nothing changes', {items: {...probeItems, 'test-changes-nothing': 'skipped'}}],
  ]

  it.each(unfit)('is not sent with a record %s', async (_, change) => {
    await stuck({step: 'setSecret', how: 'throws'})
    await keep(change)
    const fixed = await run([...unasked, '--fix', '--yes'])
    expect(changesOf(fixed)).toEqual([])
  })
})
