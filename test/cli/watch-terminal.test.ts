import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {openTerminal, terminalEnvironment, type Terminal} from '../support/terminal.ts'

let bench: RotatorBench
let state: string

beforeEach(async () => {
  bench = await startRotators({clock: {mode: 'real'}})
  state = await mkdtemp(join(tmpdir(), 'secrot-watch-'))
})

afterEach(async () => {
  await bench[Symbol.asyncDispose]()
  await rm(state, {recursive: true, force: true})
})

async function open(argv: readonly string[]): Promise<Terminal> {
  const {sandbox} = bench
  const environment = {SAYS_STEP: '1', SLOW_STEP: 'setSecret', SLOW_MS: '8000'}
  await bench.secret('prod/api', await bench.rotator('api-rotation', {environment}))
  return openTerminal(argv, {
    columns: 100,
    env: {...terminalEnvironment(sandbox, state), NO_COLOR: '1'},
  })
}

describe('a watch in a terminal', () => {
  it('redraws the running step in place; l shows log lines; d leaves the rotation running', async () => {
    const terminal = await open(['rotate', 'prod/api', '--watch'])
    await terminal.until(/Start the rotation\?/)
    terminal.type('y\r')
    await terminal.until(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] setSecret {2}\ds {2}START RequestId: /)
    terminal.type('l')
    await terminal.until(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] setSecret {2}[2-9]s /)
    terminal.type('d')
    expect(await terminal.end()).toBe(130)
    expect(terminal.screen()).toMatch(
      /^\d\d:\d\d:\d\d {2}createSecret {2}ok \d\.\ds {3}value stored in \S{8} · 9 more characters hidden \(--show-logs\)$/m,
    )
    expect(terminal.screen()).toMatch(/^◐ left prod\/api to rotate on by itself \(exit 130\)$/m)
    expect(terminal.screen()).toMatch(/^Next: secrot watch prod\/api --version-id \S{36}$/m)
    expect(terminal.screen()).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
  })

  it('is left by Ctrl-C as well, which is a key there', async () => {
    const terminal = await open(['rotate', 'prod/api', '--watch', '--yes'])
    await terminal.until(/setSecret {2}\ds/)
    terminal.type('\u0003')
    expect(await terminal.end()).toBe(130)
    expect(terminal.screen()).toMatch(/^◐ left prod\/api to rotate on by itself \(exit 130\)$/m)
  })
})
