import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'

/** A rotation of a secret whose name points at somebody else. */
export interface Misled {
  readonly rotation: RotationResult
  readonly othersChanged: boolean
  /** The target takes the new value. */
  readonly accepted: boolean
}

/** The secret has the value of the rehearsed one and the n-th misleading name. undefined: there is none. */
export function misleadingName(nth: number): Scenario<Misled | undefined> {
  return {
    name: `misleading-name/${nth}`,
    async play(bench) {
      const Name = bench.target.misleadingNames?.[nth - 1]
      const SecretString = bench.value('AWSCURRENT')
      if (Name === undefined || SecretString === undefined) return undefined
      const made = (await bench.call('secretsmanager', 'CreateSecret', {Name, SecretString})) as {ARN: string}
      const secret = {arn: made.ARN, name: Name, target: bench.target}
      const before = await bench.target.othersState()
      const rotation = await bench.rotate({secret})
      const value = bench.value('AWSCURRENT', secret)!
      return {
        rotation,
        othersChanged: (await bench.target.othersState()) !== before,
        accepted: (await bench.target.standing(value)).acceptedNow,
      }
    },
  }
}
