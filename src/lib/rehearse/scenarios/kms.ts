import type {Bench, OpenRotation} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {isSettled} from '../settling.ts'
import type {Step} from '../steps.ts'
import {stateOf, type State} from './state.ts'

/** How KMS refuses: by its policy or because the key is off, to read or to write a value. */
type Refusal = 'read-denied' | 'write-denied' | 'read-off' | 'write-off'

export interface KmsFacts {
  readonly refusal: Refusal
  /** The step that KMS refused. Absent: it was not reached. */
  readonly refused?: {readonly result: StepResult; readonly before: State; readonly after: State}
  /** The service's retry, once KMS grants again, settled the rotation. */
  readonly settles: boolean
  readonly last: RotationResult
}

/** Reads are refused in each step that may need the value, writes where it is stored. */
const CASES: readonly (readonly [Refusal, Step])[] = [
  ['read-denied', 'createSecret'],
  ['read-denied', 'setSecret'],
  ['read-denied', 'testSecret'],
  ['read-off', 'createSecret'],
  ['read-off', 'setSecret'],
  ['read-off', 'testSecret'],
  ['write-denied', 'createSecret'],
  ['write-off', 'createSecret'],
]

/** R with a customer key that cannot be used in one step; then it can, and the service tries again. */
export const kmsRefusals: readonly Scenario<KmsFacts>[] = CASES.map(([refusal, step]) => ({
  name: `kms/${refusal}/${step}`,
  group: 'kms',
  async play(bench) {
    const key = await giveKey(bench, refusal)
    const found: {open?: OpenRotation; before?: State; refused?: NonNullable<KmsFacts['refused']>} = {}
    const first = await bench.rotate({
      async beforeStep(next, open) {
        found.open = open
        if (next !== step) return
        found.before = await stateOf(bench)
        await refuse(bench, key, refusal)
      },
      async afterStep(result) {
        if (result.step !== step || found.before === undefined) return
        found.refused = {result, before: found.before, after: await stateOf(bench)}
        await grant(bench, key)
      },
    })
    const {open, refused} = found
    const isDone = await isSettled(bench, first)
    const last = isDone || open === undefined ? first : await bench.retry(open)
    const settles = isDone || (await isSettled(bench, last))
    return {refusal, ...(refused === undefined ? {} : {refused}), settles, last}
  },
}))

/** A key of the customer for the secret: its own one, or one that is made for it. Where only writing is to fail, values stored before stay under AWS's own key. */
async function giveKey(bench: Bench, refusal: Refusal): Promise<string> {
  const key = bench.keyArn ?? (await newKey(bench))
  if (refusal === 'write-off' && bench.keyArn !== undefined) {
    await bench.call('secretsmanager', 'UpdateSecret', {
      SecretId: bench.secret.arn,
      KmsKeyId: 'alias/aws/secretsmanager',
    })
  }
  if (refusal === 'write-off') await deny(bench, key, ['kms:Encrypt'])
  await bench.call('secretsmanager', 'UpdateSecret', {SecretId: bench.secret.arn, KmsKeyId: key})
  await deny(bench, key, [])
  return key
}

async function newKey(bench: Bench): Promise<string> {
  const made = (await bench.call('kms', 'CreateKey', {})) as {KeyMetadata: {Arn: string}}
  return made.KeyMetadata.Arn
}

async function refuse(bench: Bench, key: string, refusal: Refusal): Promise<void> {
  if (refusal.endsWith('-off')) await bench.call('kms', 'DisableKey', {KeyId: key})
  else await deny(bench, key, [refusal === 'read-denied' ? 'kms:Decrypt' : 'kms:GenerateDataKey'])
}

async function grant(bench: Bench, key: string): Promise<void> {
  await bench.call('kms', 'EnableKey', {KeyId: key})
  await deny(bench, key, [])
}

/** Everybody may do everything but this. */
async function deny(bench: Bench, key: string, actions: readonly string[]): Promise<void> {
  const everybody = {Principal: {AWS: '*'}, Resource: '*'}
  const Statement = [
    {...everybody, Effect: 'Allow', Action: 'kms:*'},
    ...(actions.length === 0 ? [] : [{...everybody, Effect: 'Deny', Action: actions}]),
  ]
  const Policy = JSON.stringify({Version: '2012-10-17', Statement})
  await bench.call('kms', 'PutKeyPolicy', {KeyId: key, PolicyName: 'default', Policy})
}
