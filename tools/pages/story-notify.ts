import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {notifierRoot} from '../../test/support/notifier-root.ts'
import {startStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

const NAME = 'prod/graphql/api-key'
const ADDRESS = 'oncall@example.com'

/** The first secret whose rotations somebody wants to hear of. */
export async function tellNotify(): Promise<Transcripts> {
  await using stage = await startStage()
  await using built = await notifierRoot()
  const {oncall, take} = stage
  const {root} = built
  const {accountId, region} = oncall.sandbox
  oncall.sandbox.trail.addTrail({accountId, region, name: 'management-events'})
  await oncall.until(ONCALL_LOOKS_AT)
  return {
    notify: [
      (await take(['notify', NAME, '--email', ADDRESS], {root, answers: ['y']})).replaceAll(root, '/opt/secrot'),
      await take(['notify', '--list'], {root}),
    ],
  }
}
