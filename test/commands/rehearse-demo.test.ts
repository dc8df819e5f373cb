import {resolve} from 'node:path'
import {expect, it} from 'vitest'
import {rehearse, writeHandler, type Answer} from '../support/rehearse-command.ts'

const handler = resolve(import.meta.dirname, '../../src/lib/sandbox/scenarios/demo/handlers/login-rotation.mjs')

// The tour trusts its function by digest, which is right only as long as a rehearsal forbids to trust it by verdict.
it('the function of the demo fails a critical item, so that its record could let nothing', async () => {
  await using value = await writeHandler('{"url":"http://127.0.0.1:1","user":"app","password":"first"}', 'value.json')
  const run = await rehearse([
    handler,
    '--target',
    'login',
    '--value-file',
    value.path,
    '--only',
    'loads-and-answers',
    '--only',
    'set-refuses-other-identity',
    '--seed',
    '7',
    '--json',
  ])
  expect(run.exitCode).toBe(3)
  const {items, verdict} = run.json as Answer
  expect(verdict).toBe('unsafe')
  expect(items.map(({id, severity, verdict}) => [id, severity, verdict])).toEqual([
    ['loads-and-answers', 'critical', 'pass'],
    ['set-refuses-other-identity', 'critical', 'fail'],
  ])
})
