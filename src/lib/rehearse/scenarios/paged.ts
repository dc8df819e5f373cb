import type {Bench, OpenRotation} from '../bench.ts'
import type {Plan, Scenario} from '../item.ts'
import type {RotationResult, Sample} from '../observation.ts'

/** More credentials of an API than one page has. */
const FOREIGN_KEYS = 30

/** Rotations while every list comes in pages of one entry. */
export interface Paged {
  /** The first that failed, or the last one. */
  readonly rotation: RotationResult
  readonly end: Sample
  /** Credentials that nobody's version holds and that were there before. */
  readonly foreign: readonly string[]
}

/** Three rotations a period apart. */
export const pagedRotations: Scenario<Paged> = {
  name: 'paged/rotations',
  async play(bench) {
    const foreign = await crowded(bench)
    let rotation = await bench.rotate()
    for (let more = 0; more < 2 && rotation.ok; more += 1) {
      await bench.advance(bench.periodMs)
      rotation = await bench.rotate()
    }
    return {rotation, end: await bench.sample(), foreign}
  },
}

/** The process dies right after it made a credential; the service tries again. */
export function pagedOrphan({provider}: Plan): Scenario<Paged> {
  const operation = provider === 'appsync' ? 'CreateApiKey' : 'CreateAccessKey'
  return {
    name: 'paged/orphan',
    async play(bench) {
      const foreign = await crowded(bench)
      const opened: {rotation?: OpenRotation} = {}
      await bench.rotate({
        before: 'setSecret',
        beforeStep(_, rotation) {
          opened.rotation = rotation
          bench.faults([{kind: 'kill-after', operation, nth: 1}])
        },
        afterStep: () => bench.faults([]),
      })
      const rotation = await bench.retry(opened.rotation!)
      return {rotation, end: await bench.sample(), foreign}
    },
  }
}

/** Versions and, where there is room, credentials of others; every list has one entry a page. */
async function crowded(bench: Bench): Promise<readonly string[]> {
  const secret = {SecretId: bench.secret.arn}
  const value = {SecretString: bench.value('AWSCURRENT')!, VersionStages: ['MOVING']}
  for (let copy = 0; copy < 6; copy += 1) await bench.call('secretsmanager', 'PutSecretValue', {...secret, ...value})
  // A label that stayed would keep the credential of the copies.
  await bench.call('secretsmanager', 'UpdateSecretVersionStage', {
    ...secret,
    VersionStage: 'MOVING',
    RemoveFromVersionId: bench.holder('MOVING'),
  })
  const foreign: string[] = []
  const {limit = 0} = bench.target
  for (let made = 0; made < FOREIGN_KEYS && made + 10 < limit; made += 1) {
    foreign.push((await bench.target.addForeign?.()) ?? '')
  }
  bench.behave({pageSize: 1})
  return foreign
}
