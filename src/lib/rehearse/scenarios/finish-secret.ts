import type {Bench, Fault, OpenRotation} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {Labels, RotationResult, StepResult} from '../observation.ts'
import type {Labelled} from './labels.ts'

/** R, then finishSecret once more. */
export const finishTwice: Scenario<{readonly rotation: RotationResult; readonly again?: StepResult}> = {
  name: 'finish/twice',
  async play(bench) {
    const opened: {rotation?: OpenRotation} = {}
    const rotation = await bench.rotate({beforeStep: (_, open) => void (opened.rotation = open)})
    if (!rotation.ok) return {rotation}
    return {rotation, again: await bench.invoke(bench.eventOf(opened.rotation!, 'finishSecret'))}
  },
}

/** finishSecret whose label move took effect without a reply: of the first attempt, or of each. */
export interface LostMove {
  readonly rotation: RotationResult
  /** The step once more, all well. Absent: the first one passed or was not reached. */
  readonly again?: StepResult
  readonly before: Labels
  readonly after: Labels
}

export function lostMove(which: 'first' | 'every'): Scenario<LostMove> {
  const fault: Fault = {
    kind: 'lost-reply',
    service: 'secretsmanager',
    operation: 'UpdateSecretVersionStage',
    ...(which === 'first' ? {nth: 1} : {}),
  }
  return {
    name: `finish/lost-move/${which}`,
    group: 'finish/lost-move',
    async play(bench) {
      const before = bench.labels()
      const opened: {rotation?: OpenRotation} = {}
      const rotation = await bench.rotate({
        beforeStep(step, open) {
          opened.rotation = open
          bench.faults(step === 'finishSecret' ? [fault] : [])
        },
        afterStep: () => bench.faults([]),
      })
      const failed = rotation.failed?.step === 'finishSecret'
      const again = failed ? await bench.invoke(bench.eventOf(opened.rotation!, 'finishSecret')) : undefined
      return {rotation, ...(again === undefined ? {} : {again}), before, after: bench.labels()}
    },
  }
}

/** A step alone, with the labels around it. */
export interface Alone {
  readonly result: StepResult
  readonly before: Labels
  readonly after: Labels
}

/** finishSecret for a version without a value, where the service would let that become AWSCURRENT. */
export const finishOnEmptyPending: Scenario<Alone> = {
  name: 'finish/empty-pending',
  async play(bench) {
    bench.behave({promoteEmptyVersion: true})
    const rotation = await bench.begin()
    const before = bench.labels()
    const result = await bench.invoke(bench.eventOf(rotation, 'finishSecret'))
    return {result, before, after: bench.labels()}
  },
}

/** finishSecret of a secret that has a pending version and no current one. */
export const finishWithoutCurrent: Scenario<Alone> = {
  name: 'finish/no-current',
  async play(bench) {
    const text = bench.value('AWSCURRENT')!
    const Name = `${bench.secret.name}-without-current`
    const {ARN: arn} = (await bench.call('secretsmanager', 'CreateSecret', {Name})) as {ARN: string}
    const secret = {arn, name: Name, target: bench.target}
    const rotation = await bench.begin({secret})
    await bench.call('secretsmanager', 'PutSecretValue', {
      SecretId: arn,
      ClientRequestToken: rotation.token,
      SecretString: text,
      VersionStages: ['AWSPENDING'],
    })
    const before = bench.labels(secret)
    const result = await bench.invoke(bench.eventOf(rotation, 'finishSecret'))
    return {result, before, after: bench.labels(secret)}
  },
}

/** R, then finishSecret once more while the first description shows the labels from before the move. */
export const finishOnStaleLabels: Scenario<
  {readonly again: StepResult; readonly before: Labels; readonly after: Labels} | undefined
> = {
  name: 'finish/stale-labels',
  async play(bench) {
    const opened: {rotation?: OpenRotation} = {}
    const rotation = await bench.rotate({beforeStep: (_, open) => void (opened.rotation = open)})
    if (!rotation.ok) return undefined
    const before = bench.labels()
    const faults = (['DescribeSecret', 'ListSecretVersionIds'] as const).map((operation): Fault => ({
      kind: 'stale-labels',
      service: 'secretsmanager',
      operation,
      nth: 1,
    }))
    const again = await bench.invoke(bench.eventOf(opened.rotation!, 'finishSecret'), {faults})
    return {again, before, after: bench.labels()}
  },
}

/** A value that the function cannot read is damaged between testSecret and finishSecret. */
export function brokenOldValue(label: 'AWSCURRENT' | 'AWSPREVIOUS'): Scenario<Labelled | undefined> {
  return {
    name: `finish/broken/${label}`,
    group: 'finish/broken',
    async play(bench) {
      if (label === 'AWSPREVIOUS' && !(await hasRotatedOnce(bench))) return undefined
      const before = bench.labels()
      const rotation = await bench.rotate({
        beforeStep(step) {
          if (step === 'finishSecret') bench.spoil(label, 'neither JSON nor {anything else')
        },
      })
      return {rotation, before, after: bench.labels()}
    },
  }
}

async function hasRotatedOnce(bench: Bench): Promise<boolean> {
  const {ok} = await bench.rotate()
  await bench.advance(bench.periodMs)
  return ok
}
