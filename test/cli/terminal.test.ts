import {CreateSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'
import {openTerminal, terminalEnvironment, type Terminal} from '../support/terminal.ts'

let sandbox: TestSandbox
let state: string

beforeEach(async () => {
  sandbox = await startTestSandbox()
  state = await mkdtemp(join(tmpdir(), 'secrot-terminal-'))
  const sdk = new SecretsManagerClient(sandbox.config)
  for (const name of ['prod/a', 'prod/b', 'test/a']) {
    await sdk.send(new CreateSecretCommand({Name: name, SecretString: 'hunter2'}))
  }
  sdk.destroy()
})

afterEach(async () => {
  await sandbox.stop()
  await rm(state, {recursive: true, force: true})
})

function open(argv: readonly string[], options: {columns?: number; env?: Record<string, string>} = {}): Terminal {
  return openTerminal(argv, {
    columns: options.columns ?? 100,
    env: {...terminalEnvironment(sandbox, state), ...options.env},
  })
}

describe('a terminal', () => {
  it('shows colours, and no trace of a spinner when the answer is there', async () => {
    const terminal = open(['versions', 'prod/a'])
    expect(await terminal.end()).toBe(0)
    expect(terminal.raw()).toContain('\u001b[2m')
    expect(terminal.screen()).toContain('AWSCURRENT')
    expect(terminal.screen()).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
    expect(terminal.raw().endsWith('\u001b[?25l')).toBe(false)
  })

  it('shows none with NO_COLOR', async () => {
    const terminal = open(['versions', 'prod/a'], {env: {NO_COLOR: '1'}})
    expect(await terminal.end()).toBe(0)
    expect(
      terminal
        .raw()
        .split('\u001b[')
        .filter(part => /^[0-9;]*m/.test(part)),
    ).toEqual([])
  })

  it('is never wider than it is', async () => {
    for (const columns of [59, 80, 120]) {
      const terminal = open(['status'], {columns})
      expect(await terminal.end()).toBe(0)
      expect(terminal.screen()).toContain('prod/a')
      expect(
        Math.max(
          ...terminal
            .screen()
            .split('\n')
            .map(line => line.length),
        ),
      ).toBeLessThanOrEqual(columns)
      // A line that the terminal had to break would go on without its own beginning.
      expect(terminal.screen()).not.toMatch(/^\d+Z$/m)
    }
  })

  it('draws what is watched again when its size changes', async () => {
    const terminal = open(['status', '--watch'], {columns: 100})
    await terminal.until(/^VERDICT +SECRET[\s\S]*3 secrets/m)
    terminal.resize(50)
    await terminal.until(/^ {2}in use: [\s\S]*3 secrets/m)
    expect(terminal.screen()).not.toContain('VERDICT')
    terminal.resize(120)
    await terminal.until(/^VERDICT +SECRET[\s\S]*3 secrets/m)
    terminal.type('\u0003')
    expect(await terminal.end()).toBe(130)
  })

  it('offers the secrets when SECRET is missing: type to filter, Enter', async () => {
    const terminal = open(['versions'])
    await terminal.until(/Which secret\?[\s\S]*test\/a/)
    terminal.type('prod/b')
    await terminal.until(/❯ prod\/b/)
    terminal.type('\r')
    expect(await terminal.end()).toBe(0)
    expect(terminal.screen()).toContain('1 version of prod/b')
  })

  it('ends a question with 130 at Ctrl-C, and nothing was changed', async () => {
    const terminal = open(['versions'])
    await terminal.until(/Which secret\?/)
    terminal.type('\u0003')
    expect(await terminal.end()).toBe(130)
    expect(terminal.screen()).toContain('INTERRUPTED')
    expect(await readdir(state)).toEqual([])
  })
})
