import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {startStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

/** Somebody on call looks, and changes nothing. */
export async function tellReads(): Promise<Transcripts> {
  await using stage = await startStage()
  const {oncall, take} = stage
  await oncall.until(ONCALL_LOOKS_AT - 30_000)
  await oncall.searchRuns()
  // The step that runs would be waited for by a clock that follows.
  const status = [await take(['status'], {follows: false})]
  await oncall.releaseSearch()
  return {
    status: [...status, await take(['status', 'prod/orders/db'])],
    versions: [
      await take(['versions', 'prod/orders/db']),
      await take(['versions', 'prod/orders/db', '--diff', 'AWSCURRENT', 'AWSPREVIOUS']),
    ],
    history: [await take(['history', 'prod/orders/db', '--limit', '10'])],
    menu: [await take(['menu'], {answers: ['\u001B']})],
    completion: [firstLines(await take(['completion', 'bash']))],
    policy: [await take(['policy', 'rotate', '--secret', 'prod/orders/db', '--function', 'orders-db-rotation'])],
  }
}

function firstLines(text: string): string {
  return [...text.split('\n').slice(0, 8), '…'].join('\n')
}
