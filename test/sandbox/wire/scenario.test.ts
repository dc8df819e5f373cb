import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {buildScenario, loadScenario} from '../../../src/lib/sandbox/scenarios/load.ts'
import {SCENARIOS} from '../../../src/lib/sandbox/scenarios/registry.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const DAY = 86_400_000

describe('a scenario', () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox()
  })
  afterEach(() => sandbox.stop())

  it('starts in the past on an empty account and runs on until virtual is real time', async () => {
    sandbox.faults.set([{kind: 'throttle'}])
    const fired: number[] = []
    sandbox.clock.on('note', () => void fired.push(sandbox.clock.now()))
    let builtAt = 0
    const before = Date.now()
    await buildScenario(sandbox, {
      name: 'past',
      summary: 'Two days ago.',
      startsBeforeMs: 2 * DAY,
      build({clock, faults}) {
        builtAt = clock.now()
        expect(faults.rules).toEqual([])
        clock.schedule({dueAt: builtAt + DAY, kind: 'note', payload: undefined})
        return Promise.resolve()
      },
    })
    expect(Math.abs(builtAt - (before - 2 * DAY))).toBeLessThan(5000)
    expect(fired).toHaveLength(1)
    expect(Math.abs(fired[0]! - (builtAt + DAY))).toBeLessThan(5000)
    expect(Math.abs(sandbox.clock.now() - Date.now())).toBeLessThan(5000)
  })

  it('tells the same story on a manual clock', async () => {
    await using manual = await startTestSandbox({clock: {mode: 'manual', startAt: 1_000 * DAY}})
    let builtAt = 0
    await buildScenario(manual, {
      name: 'past',
      summary: 'Two days ago.',
      startsBeforeMs: 2 * DAY,
      build({clock}) {
        builtAt = clock.now()
        return Promise.resolve()
      },
    })
    expect([builtAt, manual.clock.now()]).toEqual([998 * DAY, 1_000 * DAY])
  })

  it('that nobody knows changes nothing', async () => {
    await sandbox.call('sts', 'GetCallerIdentity', {})
    await expect(loadScenario(sandbox, 'no-such')).rejects.toMatchObject({
      name: 'UnknownScenario',
      known: Object.keys(SCENARIOS),
    })
    expect(sandbox.callRecord.entries()).toHaveLength(1)
  })

  it('goes by the name it is registered under', async () => {
    for (const [name, load] of Object.entries(SCENARIOS)) {
      await expect(load()).resolves.toMatchObject({name, summary: expect.stringMatching(/^[A-Z].*\.$/)})
    }
  })
})
