import {spawnSync} from 'node:child_process'
import {describe, expect, it} from 'vitest'
import {withColumns} from '../../src/lib/cli/terminal-columns.ts'

const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

describe('the columns of a terminal', () => {
  it.each([0, undefined])('are 80 where it says %s, and follow its changes', columns => {
    const stream: {isTTY: boolean; columns?: number} = {isTTY: true, ...(columns === undefined ? {} : {columns})}
    expect(withColumns(withColumns(stream)).columns).toBe(80)
    stream.columns = 120
    expect(stream.columns).toBe(120)
    stream.columns = 0
    expect(stream.columns).toBe(80)
  })

  it('are none of what is no terminal', () => {
    expect(withColumns({isTTY: false})).not.toHaveProperty('columns')
  })

  it.skipIf(!hasScript)('let a command with a spinner come to its end where they are 0', {timeout: 120_000}, () => {
    const words = 'bin/dev.js rehearse test/corpus/node/rand.mjs --only create-uses-given-token --seed 1'
    const line = `stty cols 0 rows 0; exec timeout -s KILL 50 "${process.execPath}" ${words}`
    const run = spawnSync('script', ['-qec', line, '/dev/null'], {
      input: '',
      encoding: 'utf8',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    })
    expect(run.stdout).toContain('what was asked for holds')
    expect(run.status).toBe(0)
  })
})
