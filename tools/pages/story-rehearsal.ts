import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {saveRecord} from '../../src/lib/records/store.ts'
import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {aKey, aRecord} from '../../test/support/a-record.ts'
import {startStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

/** Records of two functions on one machine, taken over on another. */
export async function tellRehearsal(): Promise<Transcripts> {
  await using stage = await startStage()
  const {oncall, stateDir, take} = stage
  await oncall.until(ONCALL_LOOKS_AT)
  await saveRecord(stateDir, aRecord())
  const python = aKey({runtimeMajor: 'python3.12', handler: 'rotate.lambda_handler'})
  const items = {'no-secret-in-log': 'fail'} as const
  const rehearsedAt = '2026-11-21T16:02:11.000Z'
  await saveRecord(stateDir, aRecord({key: python, verdict: 'unsafe', kind: 'add', items, rehearsedAt}))
  const other = await mkdtemp(join(tmpdir(), 'secrot-pages-'))
  const file = join(other, 'rehearsals.json')
  const shown = (text: string): string => text.replaceAll(file, 'rehearsals.json')
  try {
    return {
      'rehearsal:list': [await take(['rehearsal', 'list'])],
      'rehearsal:export': [shown(await take(['rehearsal', 'export', '--out', file]))],
      'rehearsal:import': [shown(await take(['rehearsal', 'import', file], {stateDir: other, answers: ['y']}))],
    }
  } finally {
    await rm(other, {recursive: true, force: true})
  }
}
