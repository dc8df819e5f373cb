import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, it} from 'vitest'
import {startSandbox} from '../../src/lib/sandbox/index.ts'
import {SecrotPool} from './crash/secrot-pool.ts'

const folder = mkdtempSync(join(tmpdir(), 'secrot-pool-'))
const script = join(folder, 'secrot.mjs')
// Answers with its pid, or waits to be killed.
writeFileSync(
  script,
  `process.once('disconnect', () => process.exit())
process.on('message', ({order}) => {
  if (order.argv[0] === 'waits') process.send({until: order.now + 1000})
  else process.send({ended: {exitCode: 0, stdout: String(process.pid), stderr: ''}})
})`,
)
const sandbox = await startSandbox({listen: false, clock: {mode: 'manual'}})
const pool = new SecrotPool(script, folder, {PATH: process.env['PATH'] ?? ''})
afterAll(async () => {
  await pool[Symbol.asyncDispose]()
  await sandbox.stop()
  rmSync(folder, {recursive: true})
})

const order = (word: string) => ({argv: [word], env: {}, chance: 1, now: sandbox.clock.now()})
const pidOf = async (seed: number): Promise<string> => {
  const end = await pool.run(seed, order('answers'), sandbox, () => undefined)
  return end === 'killed' ? end : end.stdout
}

it('a process of secrot serves many seeds, and never two runs of one', async () => {
  const first = await pidOf(1)
  expect(await pidOf(2)).toBe(first)
  expect(await pidOf(2)).not.toBe(first)
  expect(await pidOf(1)).not.toBe(first)
})

it('a process that was killed in the midst of a run is gone', async () => {
  const first = await pidOf(3)
  const end = await pool.run(4, order('waits'), sandbox, child => {
    expect(String(child.pid)).toBe(first)
    setImmediate(() => child.kill('SIGKILL'))
  })
  expect(end).toBe('killed')
  expect(await pidOf(5)).not.toBe(first)
})
