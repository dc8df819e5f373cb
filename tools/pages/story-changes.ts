import {ONCALL_LOOKS_AT} from '../../src/lib/sandbox/scenarios/oncall/story.ts'
import {startStage, type PageStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

const LATE = 'prod/graphql/api-key'
const OFF = 'prod/partner/token'

/** Switches, permissions, rotations and values, one after the other in one night. */
export async function tellChanges(): Promise<Transcripts> {
  await using stage = await startStage()
  const {oncall, take} = stage
  await oncall.until(ONCALL_LOOKS_AT)
  const removed = {FunctionName: 'partner-token-rotation', StatementId: 'secretsmanager'}
  await oncall.sandbox.call('lambda', 'RemovePermission', removed)
  return {
    grant: [
      await take(['grant', 'partner-token-rotation'], {answers: ['y']}),
      await take(['grant', 'partner-token-rotation', '--list']),
    ],
    enable: [await take(['enable', OFF, '--every', '90d', '--window', '3h', '--later'], {answers: ['y', 'y']})],
    rotate: [await take(['rotate', LATE, '--watch'], {answers: ['y']})],
    rollback: [await take(['rollback', LATE, '--unproven'], {answers: ['y']})],
    disable: [await take(['disable', LATE], {answers: ['y']})],
    put: [await take(['put', OFF], {answers: ['canary', 'y']})],
    watch: await watched(stage),
  }
}

/** A rotation that somebody else has started. */
async function watched({take}: PageStage): Promise<readonly string[]> {
  await take(['rotate', 'prod/search/api-key', '--yes'])
  return [await take(['watch', 'prod/search/api-key'])]
}
