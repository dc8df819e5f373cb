import type {Bench, StagedSecret} from '../bench.ts'
import {drawnUuid} from '../engine/draws.ts'
import type {Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'

/** What became of a rotation of a secret with such an ARN. */
export interface SecretIdFacts {
  readonly arn: string
  readonly results: readonly StepResult[]
  /** AWSCURRENT is on the new version; undefined: the ARN is of a place where nothing can be rotated. */
  readonly done?: boolean
}

/** Names that are legal and easy to take apart wrongly. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAMES = ['apps/eu.west/db', 'svc+batch=1@example', 'service-abc123']

/** R of secrets whose names hold what a parser stumbles over. */
export const oddNames: readonly Scenario<SecretIdFacts>[] = NAMES.map(Name => ({
  name: `secret-id/${Name.replaceAll('/', '.')}`,
  group: 'secret-id',
  async play(bench) {
    const secret = await secretLikeTheFirst(bench, Name)
    const {steps, ok, token} = await bench.rotate({secret})
    return {arn: secret.arn, results: steps, done: ok && bench.holder('AWSCURRENT', secret) === token}
  },
}))

/** ARN of a secret in another partition: the function can only pass it on. */
export const otherPartition: Scenario<SecretIdFacts> = {
  name: 'secret-id/other-partition',
  group: 'secret-id',
  async play(bench) {
    const arn = bench.secret.arn.replace(/^arn:[^:]+:secretsmanager:[^:]+:/, 'arn:aws-cn:secretsmanager:cn-north-1:')
    const open = {secret: {...bench.secret, arn}, token: drawnUuid(() => bench.random()), rotationToken: ''}
    const {RotationToken: _, ...event} = bench.eventOf(open, 'createSecret')
    return {arn, results: [await bench.invoke(event)]}
  },
}

async function secretLikeTheFirst(bench: Bench, Name: string): Promise<StagedSecret> {
  const SecretString = bench.value('AWSCURRENT')
  const made = (await bench.call('secretsmanager', 'CreateSecret', {Name, SecretString})) as {ARN: string}
  return {arn: made.ARN, name: Name, target: bench.target}
}
