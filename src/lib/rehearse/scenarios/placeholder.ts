import type {Bench} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import type {Credential} from '../target.ts'
import {objectIn, secretWith} from './first-values.ts'

/** The first rotation of a secret whose value is no credential yet. */
export interface PlaceholderFacts {
  readonly rotation: RotationResult
  /** How often the function showed the placeholder to the target. */
  readonly uses: number
}

const PLACEHOLDERS = {short: 'foo', 'as-long-as-a-key-id': 'PLACEHOLDER000000000', word: 'CHANGEME'}

/** R from such a first value; undefined: the value holds no credential that could be replaced. */
export const placeholders: readonly Scenario<PlaceholderFacts | undefined>[] = Object.entries(PLACEHOLDERS).map(
  ([name, text]) => ({
    name: `placeholder/${name}`,
    group: 'placeholder',
    play: bench => firstRotation(bench, text),
  }),
)

async function firstRotation(bench: Bench, text: string): Promise<PlaceholderFacts | undefined> {
  const credentials = await bench.target.credentials()
  const given = bench.value('AWSCURRENT')
  const value = given === undefined ? undefined : replaced(given, credentials, text)
  if (value === undefined) return undefined
  const secret = await secretWith(bench, `${bench.secret.name}-new`, value)
  const rotation = await bench.rotate({secret})
  const uses = bench.target.uses().filter(use => use.by === 'function' && use.isOf(value))
  return {rotation, uses: uses.length}
}

/** The value with a text in place of each part of a credential; undefined: it has none. */
function replaced(value: string, credentials: readonly Credential[], text: string): string | undefined {
  const isPart = (leaf: string) => credentials.some(credential => credential.id === leaf || credential.isIn(leaf))
  const fields = objectIn(value)
  if (fields === undefined) return isPart(value) ? text : undefined
  const spoilt = JSON.stringify(fields, (_, inner: unknown) =>
    typeof inner === 'string' && isPart(inner) ? text : inner,
  )
  return spoilt === JSON.stringify(fields) ? undefined : spoilt
}
