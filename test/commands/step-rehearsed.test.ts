import {LambdaClient, UpdateFunctionConfigurationCommand} from '@aws-sdk/client-lambda'
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {recordsFolder} from '../../src/lib/records/folder.ts'
import type {DeployedFunction, RehearsalRecord} from '../../src/lib/rehearse/record.ts'
import {probeItems} from '../support/a-record.ts'
import {breachesOf} from '../support/json-schema.ts'
import {rehearsed} from '../support/rehearsed.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'
import {name, startSteppedHook, type SteppedHook} from '../support/stepped-hook.ts'

let hook: SteppedHook
let stateDir = ''
const terminal = {tty: {columns: 300}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  hook = await startSteppedHook()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-rehearsed-'))
})
afterEach(async () => {
  await hook[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const step = (flags: readonly string[], options: RunSecrotOptions = {}): Promise<SecrotRun> =>
  hook.bench.run(['step', name, ...flags], {stateDir, ...options})
const keep = (change?: Partial<RehearsalRecord>, otherwise?: Partial<DeployedFunction>): Promise<RehearsalRecord> =>
  rehearsed({config: hook.bench.sandbox.config, stateDir, name: 'hook-rotation'}, change, otherwise)
const sent = (): readonly string[] => hook.got.map(({Step}) => Step)

/** All steps in a script, without --trust-handler and without --yes. */
const toTheEnd = ['--from', 'setSecret', '--until', 'finishSecret']

describe('step to a function whose rehearsal went well', () => {
  it.each(['conformant', 'usable'] as const)(
    'sends every step without --trust-handler when it is %s',
    async verdict => {
      await keep({verdict, items: probeItems})
      const run = await step(toTheEnd)
      expect(run.stderr).toContain(`function hook-rotation, 30s, rehearsed: ${verdict}\n`)
      expect(run.stderr).not.toContain('its own steps')
      expect([run.exitCode, sent()]).toEqual([0, ['setSecret', 'testSecret', 'finishSecret']])
      expect(run.stderr).not.toContain('--trust-handler')
    },
  )

  it('marks testSecret as safe once the rehearsal saw that it changes nothing, and asks no more than `next`', async () => {
    await keep()
    const run = await step(['--from', 'testSecret'], {...terminal, answers: ['n', 'n', 'q']})
    expect(run.stderr).toContain('testSecret  uses the new value, changes nothing\n')
    expect(run.stderr).not.toContain('all the same')
    const {json} = await step(['--only', 'testSecret', '--json'])
    expect(breachesOf('step', json)).toEqual([])
    expect(json).toMatchObject({
      function: {trusted: false, rehearsal: {verdict: 'usable', unread: null, testSecretIsSafe: true}},
    })
  })

  it('still asks before testSecret where the rehearsal did not see that it changes nothing', async () => {
    await keep({items: {...probeItems, 'test-changes-nothing': 'skipped'}})
    const run = await step(['--from', 'testSecret'], {...terminal, answers: ['n', 'n', 'q']})
    expect(run.stderr).toContain('testSecret  uses the new value, should change nothing\n')
    expect(run.stderr).toContain(
      'hook-rotation was rehearsed, but not whether testSecret changes nothing. Send testSecret',
    )
    expect(sent()).toEqual([])
  })

  it('sends nothing when another variable was set between showing and sending (STATE_CHANGED, exit 3)', async () => {
    await keep()
    const lambda = new LambdaClient(hook.bench.sandbox.config)
    let changed: Promise<unknown> | undefined
    const run = await step([], {
      ...terminal,
      answers: ['n'],
      onOutput: ({stderr}) => {
        const Environment = {Variables: {DEBUG: '1'}}
        if (stderr.includes('stop [q]:'))
          changed ??= lambda.send(new UpdateFunctionConfigurationCommand({FunctionName: 'hook-rotation', Environment}))
      },
    })
    await changed
    lambda.destroy()
    expect(run.stderr).toContain('STATE_CHANGED')
    expect([run.exitCode, sent()]).toEqual([3, []])
  })
})

describe('step is refused without --trust-handler', () => {
  const lacks: readonly (readonly [string, RegExp, () => Promise<unknown>])[] = [
    ['when the verdict is unsafe', /rehearsed and found unsafe/, () => keep({verdict: 'unsafe', items: probeItems})],
    ['when it is incomplete', /not to the end \(incomplete\)/, () => keep({verdict: 'incomplete', items: probeItems})],
    ['when another handler name was rehearsed', /was never rehearsed/, () => keep({}, {handler: 'other.handler'})],
    ['when another runtime major was rehearsed', /was never rehearsed/, () => keep({}, {runtime: 'nodejs22.x'})],
    [
      'when it was rehearsed with a layer',
      /was never rehearsed/,
      () => keep({}, {layerArns: ['arn:aws:lambda:eu-central-1:111122223333:layer:db:3']}),
    ],
    [
      'when it was rehearsed with one variable more',
      /was never rehearsed/,
      () => keep({}, {environmentNames: ['HOST']}),
    ],
    ['when somebody wrote into the record', /whether it was rehearsed is not known/, tamper],
  ]

  async function tamper(): Promise<void> {
    await keep({verdict: 'unsafe', items: {...probeItems, 'no-secret-in-log': 'fail'}})
    const [file = ''] = await readdir(recordsFolder(stateDir))
    const record = await keep({verdict: 'unsafe', items: {...probeItems, 'no-secret-in-log': 'fail'}})
    await writeFile(join(recordsFolder(stateDir), file), JSON.stringify({...record, verdict: 'conformant'}))
  }

  it.each(lacks)('%s', async (_, why, prepare) => {
    await prepare()
    const run = await step(toTheEnd)
    expect(run.stderr).toContain('HANDLER_NOT_TRUSTED')
    expect(run.stderr).toMatch(why)
    expect(run.stderr).toContain(`--trust-handler ${hook.code}\n`)
    expect([run.exitCode, sent()]).toEqual([3, []])
    const tested = await step(['--only', 'testSecret'], {...terminal, answers: ['n']})
    expect(tested.stderr).toMatch(why)
    expect(tested.stderr).toContain('Send testSecret all the same?')
    expect(sent()).toEqual([])
  })
})
