import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {killRun, newestRun} from '../../test/support/journal-files.ts'
import {startStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

const SECRET = 'prod/graphql/api-key'
const HOUR_MS = 3_600_000

/** Runs that changed something, two of which a crash has cut off. */
export async function tellJournal(): Promise<Transcripts> {
  await using stage = await startStage()
  const {oncall, stateDir, take} = stage
  const {clock} = oncall.sandbox
  const run = async (argv: readonly string[], before?: string): Promise<string> => {
    await take([...argv, '--yes'])
    const id = await newestRun(stateDir)
    if (before !== undefined) await killRun(stateDir, id, before)
    await clock.advance(1000)
    return id
  }
  await oncall.until(ONCALL_LOOKS_AT)
  const first = await run(['disable', SECRET])
  const undo = await take(['undo', first], {answers: ['y']})
  await clock.advance(1000)
  const cut = await run(['disable', SECRET], '{"kind":"outcome"')
  const resume = await take(['journal', 'resume', cut], {answers: ['y']})
  await clock.advance(1000)
  const finished = await run(['enable', SECRET, '--restore'], '{"kind":"end"')
  const journal = [await take(['journal']), await take(['journal', first])]
  const close = await take(['journal', 'close', finished], {answers: ['y']})
  await clock.advance(HOUR_MS)
  const prune = await take(['journal', 'prune', '--older-than', '1h'], {answers: ['y']})
  return {undo: [undo], 'journal:resume': [resume], journal, 'journal:close': [close], 'journal:prune': [prune]}
}
