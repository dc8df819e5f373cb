import type {Bench, OpenRotation, StagedSecret} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {STEPS} from '../steps.ts'

/** What became of one of the secrets. */
export interface OfSecret {
  readonly steps: readonly StepResult[]
  /** AWSCURRENT is on the rotation's version. */
  readonly promoted: boolean
  /** The secret's own target takes the value of AWSCURRENT; undefined: nobody can say. */
  readonly accepted: boolean | undefined
  readonly arn: string
}

/** Two secrets with a target each, rotated in turn: A.createSecret, B.createSecret, A.setSecret, … undefined: no second one. */
export const twoSecrets: Scenario<readonly [OfSecret, OfSecret] | undefined> = {
  name: 'two-secrets/alternating',
  async play(bench) {
    if (bench.second === undefined) return undefined
    const both = [await opened(bench, bench.secret), await opened(bench, bench.second)] as const
    for (const step of STEPS) {
      for (const {rotation, steps} of both) {
        if (steps.every(({ok}) => ok)) steps.push(await bench.step(rotation, step))
      }
    }
    return [await outcomeOf(bench, both[0]), await outcomeOf(bench, both[1])]
  },
}

interface Opened {
  readonly rotation: OpenRotation
  readonly steps: StepResult[]
}

async function opened(bench: Bench, secret: StagedSecret): Promise<Opened> {
  return {rotation: await bench.begin({secret}), steps: []}
}

async function outcomeOf(bench: Bench, {rotation: {secret, token}, steps}: Opened): Promise<OfSecret> {
  const promoted = bench.holder('AWSCURRENT', secret) === token
  return {steps, promoted, accepted: await acceptsCurrent(bench, secret), arn: secret.arn}
}

async function acceptsCurrent(bench: Bench, secret: StagedSecret): Promise<boolean | undefined> {
  const value = bench.value('AWSCURRENT', secret)
  if (value === undefined || !secret.target.hasModel) return undefined
  return (await secret.target.standing(value)).acceptedNow
}

/** Names of secrets whose current value the target refused at some moment. */
export interface CutOff {
  readonly cutOff: readonly string[]
}

/** Two secrets of one user with the same key at first. undefined: there is no second one. */
export const oneUserSameKey: Scenario<CutOff | undefined> = {
  name: 'two-secrets/one-user-same-key',
  play: async bench => (bench.sibling === undefined ? undefined : inTurn(bench, bench.sibling)),
}

/** Two secrets of one user with a key each. undefined: not possible here. */
export const oneUserOwnKeys: Scenario<CutOff | undefined> = {
  name: 'two-secrets/one-user-own-keys',
  async play(bench) {
    if (bench.target.withKeyOfItsOwn === undefined) return undefined
    const Name = `${bench.secret.name}-with-a-key-of-its-own`
    const SecretString = await bench.target.withKeyOfItsOwn(bench.value('AWSCURRENT')!)
    const {ARN: arn} = (await bench.call('secretsmanager', 'CreateSecret', {Name, SecretString})) as {ARN: string}
    return inTurn(bench, {arn, name: Name, target: bench.target})
  },
}

/** Rotates both in turn for three periods; clients of both use their current values all the time. */
async function inTurn(bench: Bench, other: StagedSecret): Promise<CutOff> {
  const both = [bench.secret, other]
  const cutOff: string[] = []
  const useBoth = async () => {
    for (const secret of both) {
      if ((await acceptsCurrent(bench, secret)) === false) cutOff.push(secret.name)
      else await bench.target.use(bench.value('AWSCURRENT', secret)!)
    }
  }
  for (let period = 0; period < 3; period += 1) {
    for (const secret of both) {
      await rotatedOrRefused(bench, secret)
      await useBoth()
    }
    await bench.advance(bench.periodMs)
    await useBoth()
  }
  return {cutOff}
}

/** A function may refuse a user whom another secret rotates; what it refused before stays pending. */
async function rotatedOrRefused(bench: Bench, secret: StagedSecret): Promise<void> {
  const pending = bench.holder('AWSPENDING', secret)
  if (pending === undefined || pending === bench.holder('AWSCURRENT', secret)) await bench.rotate({secret})
}
