import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {sourceCommands} from '../../src/lib/cli/dev.ts'
import {killRun, newestRun} from '../support/journal-files.ts'
import {startRotators} from '../support/node-rotator.ts'

/** A command line of each command that can act without a journal; RUN is an interrupted one. */
const lines: Readonly<Record<string, readonly string[]>> = {
  disable: ['prod/api', '--yes'],
  doctor: ['prod/api', '--fix', '--yes'],
  grant: ['api-rotation', '--yes'],
  'journal:resume': ['RUN', '--yes'],
  rotate: ['prod/api', '--yes'],
  undo: ['RUN', '--yes'],
}

describe('--no-journal', () => {
  it('says on every command that changes something what is lost, and leaves no file', async () => {
    const commands = await sourceCommands(resolve(import.meta.dirname, '../..'))
    for (const id of Object.keys(lines))
      expect([id, Object.keys(commands[id]?.flags ?? {})]).toEqual([id, expect.arrayContaining(['no-journal'])])
    await using bench = await startRotators()
    await bench.secret('prod/api', await bench.rotator('api-rotation'))
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-no-journal-'))
    await bench.run(['disable', 'prod/api', '--yes'], {stateDir})
    const runId = await newestRun(stateDir)
    for (const [id, argv] of Object.entries(lines)) {
      if (id === 'journal:resume') await killRun(stateDir, runId)
      const words = [...id.split(':'), ...argv.map(word => (word === 'RUN' ? runId : word)), '--no-journal']
      const {stderr} = await bench.run(words, {stateDir})
      expect([id, stderr]).toEqual([id, expect.stringContaining('! No journal is kept: this run cannot be undone by')])
    }
    expect(await readdir(join(stateDir, 'journal'))).toEqual([`${runId}.jsonl`])
    await rm(stateDir, {recursive: true, force: true})
  })
})
