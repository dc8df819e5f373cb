import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {announce} from '../../src/lib/sandbox/index.ts'
import {breachesOf} from '../support/json-schema.ts'
import {runSecrot} from '../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'

describe('secrot sandbox load and reset', () => {
  let sandbox: TestSandbox
  let stateDir: string
  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'secrot-steer-'))
    sandbox = await startTestSandbox()
    await announce(join(stateDir, 'sandbox'), sandbox, process.pid)
  })
  afterEach(async () => {
    await sandbox.stop()
    await rm(stateDir, {recursive: true, force: true})
  })

  it('reset makes the running sandbox as it was at its start', async () => {
    await sandbox.call('sts', 'GetCallerIdentity', {})
    sandbox.faults.set([{kind: 'throttle'}])
    const run = await runSecrot(['sandbox', 'reset'], {stateDir})
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: `The sandbox at ${sandbox.url} is as it was at its start.\n`,
      stderr: '',
    })
    expect(sandbox.callRecord.entries()).toEqual([])
    expect(sandbox.faults.rules).toEqual([])
  })

  it('reset answers with one object', async () => {
    const run = await runSecrot(['sandbox', 'reset', '--json'], {stateDir})
    expect(breachesOf('sandbox-reset', run.json)).toEqual([])
    expect(run.json).toMatchObject({command: 'sandbox reset', url: sandbox.url, scenario: null, exitCode: 0})
  })

  it('load refuses an unknown scenario and leaves the sandbox as it is', async () => {
    await sandbox.call('sts', 'GetCallerIdentity', {})
    for (const json of [[], ['--json']]) {
      const run = await runSecrot(['sandbox', 'load', 'no-such', ...json], {stateDir})
      expect(run.exitCode).toBe(2)
      expect(run.stdout + run.stderr).toContain('There is no scenario no-such; there are: ')
    }
    expect(sandbox.callRecord.entries()).toHaveLength(1)
  })

  it.each([
    ['reset', []],
    ['load', ['demo']],
  ])('%s says when no sandbox is running', async (command, argv) => {
    for (const json of [[], ['--json']]) {
      const state = join(stateDir, 'none')
      const run = await runSecrot(['sandbox', command, ...argv, '--state', state, ...json], {stateDir})
      expect(run.exitCode).toBe(1)
      expect(run.stdout + run.stderr).toContain('No sandbox is running')
      expect(run.stdout + run.stderr).toContain('secrot sandbox start --state DIR')
    }
  })
})
