import {resolve} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {sourceCommands} from '../../src/lib/cli/dev.ts'
import {menuLines} from '../../src/lib/cli/menu-lines.ts'
import {hour} from '../support/a-secret.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'
import {runSecrot, type SecrotRun} from '../support/run-secrot.ts'

const escape = '\u001B'
const ctrlC = '\u0003'
const noColour = {NO_COLOR: '1'}

let fleet: RotatingFleet

beforeEach(async () => {
  fleet = await startFleet()
})

afterEach(() => fleet[Symbol.asyncDispose]())

/** Four secrets that want a look, and two that do not. */
async function troubled(): Promise<void> {
  const bad = await fleet.rotator('bad-rotation', {failsIn: 'testSecret', how: 'throws', saysVersion: true})
  for (const name of ['prod/a', 'prod/b', 'prod/c', 'prod/d']) await fleet.secret(name, bad)
  await fleet.secret('prod/well', await fleet.rotator('good-rotation'))
  await fleet.secret('prod/still')
  await fleet.pass(hour)
}

function typed(answers: readonly string[], columns = 100): Promise<SecrotRun> {
  return fleet.run([], {tty: {columns}, env: noColour, answers})
}

/** What the sandbox was asked that is not a read. */
function changes(): readonly string[] {
  return fleet.sandbox.callRecord
    .entries()
    .flatMap(({kind, operation}) => (kind === 'call' && operation !== undefined ? [operation] : []))
    .filter(operation => !/^(?:Get|List|Describe|Lookup|Filter)/.test(operation))
}

describe('secrot alone, in a terminal', () => {
  it('says where it is, how many secrets there are of each verdict, and the three that want a look first', async () => {
    await troubled()
    const run = await typed([escape])
    expect(run.stderr).toMatch(/\d{12} · eu-central-1 · root · /)
    expect(run.stdout).toMatch(/^6 secrets: 4 stuck, 1 off, 1 healthy/)
    for (const name of ['prod/a', 'prod/b', 'prod/c']) {
      expect(run.stdout).toMatch(new RegExp(`✖ stuck {2}${name}: .+\n {2}secrot doctor ${name}\n`))
    }
    expect(run.stdout).not.toContain('prod/d')
  })

  it('says that nothing wants a look where that is so', async () => {
    await fleet.secret('prod/still')
    const run = await typed([escape])
    expect(run.stdout).toContain('Nothing wants a look first.')
  })

  it('is left by Esc and by Ctrl-C, and nothing has changed', async () => {
    await troubled()
    const before = changes()
    expect((await typed([escape])).exitCode).toBe(0)
    expect((await typed([ctrlC])).exitCode).toBe(130)
    expect(changes()).toEqual(before)
  })

  it('runs the command that is chosen, and shows the line that would have been typed', async () => {
    await troubled()
    const run = await typed(['doctor prod/b', 'n'])
    expect(run.stderr).toContain('$ secrot doctor prod/b\n')
    expect(run.stdout).toContain('prod/b')
    expect(run.exitCode).toBe(3)
  })

  it('lets a secret be chosen for a command that needs one', async () => {
    await troubled()
    const run = await typed(['secrot versions', 'prod/well'])
    expect(run.stderr).toMatch(/\$ secrot versions arn:aws:secretsmanager:eu-central-1:\d+:secret:prod\/well-\w+\n/)
    expect(run.stdout).toContain('versions of prod/well')
    expect(run.exitCode).toBe(0)
  })

  it('goes back to the menu from the list of secrets', async () => {
    await troubled()
    const run = await typed(['secrot versions', escape, escape])
    expect(run.exitCode).toBe(0)
    expect(run.stderr).not.toContain('$ secrot')
  })

  it('asks before it changes something, as the command does when it is typed', async () => {
    await troubled()
    const before = changes()
    const run = await typed(['secrot disable', 'prod/well', 'n'])
    expect(run.exitCode).toBe(3)
    expect(changes()).toEqual(before)
  })

  it('fits under 60 columns', async () => {
    await troubled()
    const run = await typed([escape], 50)
    expect(run.stdout.split('\n').filter(line => line.length > 50)).toEqual([])
  })

  it('leads to the help and to the demo where there is no account to look at', async () => {
    const run = await runSecrot([], {
      tty: {columns: 100},
      env: {...noColour, AWS_REGION: '', AWS_DEFAULT_REGION: '', AWS_CONFIG_FILE: '/dev/null'},
    })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('All commands: secrot --help. Without an account: secrot demo')
  })
})

describe('secrot alone, where nobody can choose', () => {
  it('is help, and asks AWS nothing', async () => {
    const before = fleet.sandbox.callRecord.entries().length
    for (const options of [{}, {tty: {columns: 80, piped: true}}, {tty: {columns: 80}, env: {CI: 'true'}}]) {
      const run = await fleet.run([], options)
      expect(run.stdout).toContain('COMMANDS')
      expect(run.exitCode).toBe(0)
    }
    expect(fleet.sandbox.callRecord.entries().length).toBe(before)
  })

  it('secrot menu ends with 2', async () => {
    const run = await fleet.run(['menu'])
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('run the command in a terminal')
  })
})

it('each line of the menu is a command of secrot', async () => {
  const root = resolve(import.meta.dirname, '../..')
  const ids = Object.keys(await sourceCommands(root))
  const named = menuLines([], []).map(({argv}) => argv[0] ?? '')
  expect(named.filter(id => id !== '--help' && !ids.includes(id))).toEqual([])
})
