import {expect, it} from 'vitest'

import {Frame} from '../../../src/lib/sandbox/frame.ts'

it('nobody waits for a server outside the sandbox once the sandbox is put back', async () => {
  const none = {onBug: undefined, onEntry: undefined, observe: undefined, onPause: undefined}
  const frame = new Frame({
    ...none,
    seed: 1,
    clock: {mode: 'manual'},
    switches: {},
    services: undefined,
    url: () => 'http://127.0.0.1:9',
    processTime: 'real',
    seedOfFunctions: undefined,
    ownNetwork: false,
    allowedHosts: [],
  })
  const before = frame.snapshot()
  const answered = frame.gate.awaitOutside()
  expect(frame.world.outside.isUnderWay()).toBe(true)
  frame.restore(before)
  expect(frame.world.outside.isUnderWay()).toBe(false)
  const again = frame.gate.awaitOutside()
  answered()
  expect(frame.world.outside.isUnderWay()).toBe(true)
  again()
  expect(frame.world.outside.isUnderWay()).toBe(false)
  await frame.stop()
})
