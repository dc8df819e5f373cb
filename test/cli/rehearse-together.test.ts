import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, it} from 'vitest'
import type {Answer} from '../support/rehearse-command.ts'
import {secrotProcess} from '../support/spawn-secrot.ts'

let state: string

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'secrot-rehearse-together-'))
})
afterEach(() => rm(state, {recursive: true, force: true}))

it('two rehearsals at once, of two functions and with one state folder, come out as each alone', async () => {
  const cells = ['--cell', 'rotation', '--cell', 'createSecret/1/kill-after', '--cell', 'finishSecret/1/lost-reply']
  const rehearse = async (name: string, target: string): Promise<unknown> => {
    const argv = ['rehearse', `test/corpus/node/${name}.mjs`, '--target', target, '--seed', '7', '--json', ...cells]
    const {stdout} = await secrotProcess(argv, {SECROT_STATE_DIR: state})
    const {handler, verdict, items, cells: played} = JSON.parse(stdout) as Answer
    const judged = items.map(({id, verdict, failed, cases}) => [id, verdict, failed, cases])
    return {kind: handler.kind, verdict, judged, played}
  }
  const alone = [await rehearse('rand', 'none'), await rehearse('rep', 'login')]
  expect(alone).toMatchObject([{kind: 'rand'}, {kind: 'rep'}])
  const together = await Promise.all([rehearse('rand', 'none'), rehearse('rep', 'login')])
  expect(together).toEqual(alone)
}, 120_000)
