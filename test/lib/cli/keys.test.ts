import {PassThrough} from 'node:stream'
import {describe, expect, it} from 'vitest'
import {listenForKeys} from '../../../src/lib/cli/keys.ts'
import type {Surroundings} from '../../../src/lib/cli/surroundings.ts'

function terminal(isTTY: boolean) {
  const raw: boolean[] = []
  const stdin = Object.assign(new PassThrough(), {isTTY, setRawMode: (on: boolean) => raw.push(on)})
  const stderr = Object.assign(new PassThrough(), {isTTY})
  const surroundings: Surroundings = {stdin, stdout: new PassThrough(), stderr, env: {}}
  return {stdin, raw, surroundings}
}

describe('single keys', () => {
  it('are handed over one by one while somebody listens, Ctrl-C too, and the terminal is given back', async () => {
    const {stdin, raw, surroundings} = terminal(true)
    const keys: string[] = []
    const stop = listenForKeys(surroundings, false, key => keys.push(key))
    stdin.write('ld\u0003')
    await new Promise(setImmediate)
    stop()
    stdin.write('l')
    await new Promise(setImmediate)
    expect(keys).toEqual(['l', 'd', '\u0003'])
    expect(raw).toEqual([true, false])
  })

  it.each([
    ['without a terminal', false, false],
    ['with --json', true, true],
  ])('are not listened for %s', (_, isTTY, json) => {
    const {stdin, raw, surroundings} = terminal(isTTY)
    listenForKeys(surroundings, json, () => undefined)()
    expect([stdin.listenerCount('data'), raw]).toEqual([0, []])
  })
})
