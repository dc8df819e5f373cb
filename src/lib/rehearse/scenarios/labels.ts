import type {Bench} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {Labels, RotationResult} from '../observation.ts'

/** A rotation with the labels before and after it. */
export interface Labelled {
  readonly rotation: RotationResult
  readonly before: Labels
  readonly after: Labels
}

async function labelledRotation(bench: Bench): Promise<Labelled> {
  const before = bench.labels()
  const rotation = await bench.rotate()
  return {rotation, before, after: bench.labels()}
}

/** A version of its own with a copy of the current value. Answers its id. */
async function copyOfCurrent(bench: Bench, label: string): Promise<string> {
  const stored = (await bench.call('secretsmanager', 'PutSecretValue', {
    SecretId: bench.secret.arn,
    SecretString: bench.value('AWSCURRENT')!,
    VersionStages: [label],
  })) as {VersionId: string}
  return stored.VersionId
}

/** Labels and versions come in any order. */
export const labelsShuffled: Scenario<Labelled> = {
  name: 'labels/shuffled',
  group: 'labels',
  async play(bench) {
    await bench.rotate()
    await bench.advance(bench.periodMs)
    for (const label of ['A-COPY', 'ANOTHER-COPY', 'ZZ-LAST-COPY']) await copyOfCurrent(bench, label)
    bench.behave({shuffleLists: true})
    return labelledRotation(bench)
  },
}

/** AWSCURRENT is not the first label of its version, and its version not the first one. */
export const customLabelFirst: Scenario<Labelled> = {
  name: 'labels/custom-first',
  group: 'labels',
  async play(bench) {
    const MoveToVersionId = await copyOfCurrent(bench, 'BLUE')
    await bench.call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId: bench.secret.arn,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: bench.holder('AWSCURRENT'),
      MoveToVersionId,
    })
    return labelledRotation(bench)
  },
}

/** AWSPENDING lies on the current version still when the next rotation begins. */
export const pendingOnCurrent: Scenario<Labelled> = {
  name: 'labels/pending-on-current',
  group: 'labels',
  async play(bench) {
    bench.behave({pendingCleanup: false})
    await bench.rotate()
    await bench.advance(bench.periodMs)
    return labelledRotation(bench)
  },
}

/** More versions than a page, most of them without any label. */
export const versionsPaged: Scenario<Labelled> = {
  name: 'labels/paged',
  group: 'labels',
  async play(bench) {
    for (let copies = 0; copies < 6; copies += 1) await copyOfCurrent(bench, copies < 3 ? `KEPT-${copies}` : 'MOVING')
    bench.behave({pageSize: 1})
    return labelledRotation(bench)
  },
}
