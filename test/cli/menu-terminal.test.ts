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
  state = await mkdtemp(join(tmpdir(), 'secrot-menu-'))
  const sdk = new SecretsManagerClient(sandbox.config)
  for (const Name of ['prod/a', 'prod/b']) await sdk.send(new CreateSecretCommand({Name, SecretString: 'hunter2'}))
  sdk.destroy()
})

afterEach(async () => {
  await sandbox.stop()
  await rm(state, {recursive: true, force: true})
})

function open(columns = 100): Terminal {
  return openTerminal([], {
    columns,
    env: terminalEnvironment(sandbox, state),
  })
}

describe('secrot alone, in a real terminal', () => {
  it('leads to a command and to a secret by typing, and runs that command', async () => {
    const terminal = open()
    await terminal.until(/What next\?[\s\S]*secrot history SECRET/)
    expect(terminal.screen()).toContain('2 secrets: 2 off')
    terminal.type('versions')
    await terminal.until(/❯ secrot versions SECRET/)
    terminal.type('\r')
    await terminal.until(/Which secret\?[\s\S]*prod\/b/)
    terminal.type('\u001B[B')
    await terminal.until(/❯ prod\/b/)
    terminal.type('\r')
    expect(await terminal.end()).toBe(0)
    expect(terminal.screen()).toMatch(/\$ secrot versions arn:\S+:secret:prod\/b-/)
    expect(terminal.screen()).toContain('1 version of prod/b')
  })

  it('is left by Esc with 0 and by Ctrl-C with 130, and leaves no run behind', async () => {
    for (const [key, code] of [
      ['\u001B', 0],
      ['\u0003', 130],
    ] as const) {
      const terminal = open(59)
      await terminal.until(/What next\?[\s\S]*secrot history SECRET/)
      terminal.type(key)
      expect(await terminal.end()).toBe(code)
    }
    expect(await readdir(state)).toEqual([])
  })
})
