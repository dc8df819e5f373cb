import type {Bench, OpenRotation, StagedSecret} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {Seen, StepResult} from '../observation.ts'
import {rotatedParts, type ValuePair} from '../rotated-part.ts'
import {strengthOf, type MadeValue, type Strength} from '../strength.ts'
import type {ValueLimits} from '../target.ts'

/** New values of many tokens. It holds them, so it stays in this process. */
export interface SamplesFacts {
  /** In the order in which they were made; the part that a rotation makes anew. */
  readonly parts: readonly {readonly before: string; readonly after: string}[]
  readonly values: readonly MadeValue[]
  /** Absent: too few values were made to say. */
  readonly strength?: Strength
  /** Limits that the target sets. Absent: none that anybody knows. */
  readonly limits?: ValueLimits
  /** The step that ended it before all were made. */
  readonly failed?: StepResult
}

const TOKENS = 64
/** Fewer values do not show the alphabet. */
const ENOUGH = 16

/** createSecret with 64 tokens, of two secrets in turn; each new version loses AWSPENDING before the next. */
export const samples: Scenario<SamplesFacts> = {
  name: 'strength/samples',
  async play(bench) {
    const secrets = [bench.secret, bench.second ?? bench.secret]
    const made: (ValuePair & {readonly result: StepResult})[] = []
    let failed: StepResult | undefined
    for (let count = 0; count < TOKENS && failed === undefined; count += 1) {
      const secret = secrets[count % secrets.length]!
      const {result, before, after} = await createdOnce(bench, secret)
      if (after === undefined) failed = result
      else made.push({result, before: before ?? '', after})
    }
    const parts = rotatedParts(made)
    const values = parts.map(({after}, index) => madeValue(after, made[index]!.result))
    return {
      parts,
      values,
      ...(values.length < ENOUGH ? {} : {strength: strengthOf(values)}),
      ...(bench.target.limits === undefined ? {} : {limits: bench.target.limits}),
      ...(failed === undefined ? {} : {failed}),
    }
  },
}

/**
 * Values that fresh processes make at the same time, with one seed: twice of the same event, of one token for two secrets, of
 * two tokens for one.
 */
export interface TwinsFacts {
  readonly texts: readonly string[]
}

export const twins: Scenario<TwinsFacts> = {
  name: 'strength/fresh-processes',
  async play(bench) {
    const one = await createdAfresh(bench, bench.secret, {twice: true})
    const other = await createdAfresh(bench, bench.second ?? bench.secret, bench.second ? {token: one.token} : {})
    const later = await createdAfresh(bench, bench.secret)
    const made = [one, other, later].flatMap(({before, after, again}) =>
      [after, again].flatMap(text => (text === undefined ? [] : [{before: before ?? '', after: text}])),
    )
    return {texts: rotatedParts(made).map(({after}) => after)}
  },
}

interface CreationWish {
  /** Absent: a new one. */
  readonly token?: string
  /** The same event once more in a fresh process, as if nothing had been stored. Absent: no. */
  readonly twice?: true
}

async function createdAfresh(bench: Bench, secret: StagedSecret, wish: CreationWish = {}) {
  await bench.freshProcess()
  return createdOnce(bench, secret, wish)
}

async function createdOnce(bench: Bench, secret: StagedSecret, {token, twice}: CreationWish = {}) {
  const before = bench.value('AWSCURRENT', secret)
  const rotation = await bench.begin({secret, ...(token === undefined ? {} : {token})})
  const result = await bench.step(rotation, 'createSecret')
  const after = bench.value(rotation.token, secret)
  const again = twice === undefined || after === undefined ? undefined : await createdAgain(bench, rotation)
  await withdrawn(bench, rotation)
  return {token: rotation.token, result, before, after, again}
}

async function createdAgain(bench: Bench, rotation: OpenRotation): Promise<string | undefined> {
  bench.spoil(rotation.token, undefined)
  await bench.freshProcess()
  await bench.invoke(bench.eventOf(rotation, 'createSecret'))
  return bench.value(rotation.token, rotation.secret)
}

/** The service forgets the rotation, so that another one can begin. */
async function withdrawn(bench: Bench, {secret}: OpenRotation): Promise<void> {
  const SecretId = secret.arn
  await bench.call('secretsmanager', 'CancelRotateSecret', {SecretId})
  const RemoveFromVersionId = bench.holder('AWSPENDING', secret)
  if (RemoveFromVersionId === undefined || RemoveFromVersionId === bench.holder('AWSCURRENT', secret)) return
  const label = {SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId}
  await bench.call('secretsmanager', 'UpdateSecretVersionStage', label)
}

/** With the request for it, where the service drew it; of a text around what was drawn only that. */
function madeValue(text: string, {calls}: StepResult): MadeValue {
  const draws = calls.filter(({operation}) => operation === 'GetRandomPassword')
  const whole = draws.find(draw => text.includes(drawnBy(draw) ?? '\n'))
  if (whole !== undefined) return {text: drawnBy(whole)!, request: whole.input, madeOf: whole.input}
  const longer = draws.find(draw => text !== '' && drawnBy(draw)?.includes(text) === true)
  return longer === undefined ? {text} : {text, madeOf: longer.input}
}

function drawnBy({output}: Seen): string | undefined {
  const password = (output as {RandomPassword?: unknown} | undefined)?.RandomPassword
  return typeof password === 'string' ? password : undefined
}
