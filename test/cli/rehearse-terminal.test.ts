import {execFile} from 'node:child_process'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {openTerminal, type Terminal} from '../support/terminal.ts'

let state: string

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'secrot-rehearse-terminal-'))
})
afterEach(() => rm(state, {recursive: true, force: true}))

/** A mark in the environment of the command, by which its own processes are found. */
function openRehearsal(...flags: readonly string[]): Terminal {
  const argv = ['rehearse', 'test/corpus/node/rand.mjs', '--seed', '7', ...flags]
  return openTerminal(argv, {columns: 80, env: {SECROT_STATE_DIR: state, TMPDIR: state}})
}

/** Processes that were started with files of this state folder, which is the run's own. */
async function left(): Promise<readonly string[]> {
  const {stdout} = await promisify(execFile)('ps', ['-eo', 'pid,args'])
  return stdout.split('\n').filter(line => line.includes(state))
}

it('a rehearsal shows in a terminal how far it is, and Ctrl-C ends it and all that it started', async () => {
  const terminal = openRehearsal()
  await terminal.until(/Playing scenario [1-9]\d* of \d+/)
  expect(await left()).not.toEqual([])
  terminal.type('\u0003')
  expect(await terminal.end()).toBe(130)
  // What clears up after it ends a moment later.
  await expect.poll(left, {timeout: 5000}).toEqual([])
  expect(terminal.text()).not.toContain('conformant')
})

it('the value of --value-file - is asked for and not shown', async () => {
  const terminal = openRehearsal('--value-file', '-', '--only', 'create-uses-given-token')
  await terminal.until(/not shown/)
  terminal.type('{"password":"first-of-9f2c"}\r')
  expect(await terminal.end()).toBe(0)
  expect(terminal.raw()).not.toContain('9f2c')
  expect(terminal.text()).toContain('createSecret  holds')
})
