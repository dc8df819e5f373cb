import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {machineClock} from '../../../src/lib/cli/clock.ts'
import {sandboxClock} from '../../../src/lib/cli/sandbox-clock.ts'
import {announce} from '../../../src/lib/sandbox/index.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

let sandbox: TestSandbox
let folder: string

beforeEach(async () => {
  sandbox = await startTestSandbox()
  folder = await mkdtemp(join(tmpdir(), 'secrot-time-'))
  await announce(folder, sandbox, process.pid)
})
afterEach(async () => {
  await sandbox.stop()
  await rm(folder, {recursive: true, force: true})
})

describe('a run that waits in the time of its sandbox', () => {
  it('waits a twentieth, and the sandbox jumps over the rest', async () => {
    const clock = sandboxClock(machineClock(), folder, sandbox.url)
    const before = {run: clock.now(), sandbox: sandbox.clock.now(), machine: performance.now()}
    await clock.sleep(20_000)
    expect(clock.now() - before.run).toBeGreaterThanOrEqual(20_000)
    expect(sandbox.clock.now() - before.sandbox).toBeGreaterThanOrEqual(19_900)
    expect(performance.now() - before.machine).toBeLessThan(15_000)
  })

  it('starts at the time where the runs before it have brought the sandbox', () => {
    sandbox.clock.jump(120_000)
    const clock = sandboxClock(machineClock(), folder, sandbox.url)
    clock.hear(sandbox.clock.now())
    expect(Math.abs(clock.now() - sandbox.clock.now())).toBeLessThan(1000)
  })

  it('refuses to wait for another endpoint than that sandbox', async () => {
    const clock = sandboxClock(machineClock(), folder, 'https://secretsmanager.eu-central-1.amazonaws.com')
    await expect(clock.sleep(20)).rejects.toMatchObject({code: 'SANDBOX_TIME_ELSEWHERE', exit: 2})
  })
})
