import type {Bench, StagedSecret} from '../bench.ts'
import type {Labels} from '../observation.ts'

/** Secret and target as they stand at one moment. It holds values, so it stays in this process. */
export interface State {
  readonly labels: Labels
  /** Version id → text, of versions with or without labels. */
  readonly values: Readonly<Record<string, string>>
  /** Credentials of the target: id → `active`, `retiring`, `disabled`. */
  readonly credentials: Readonly<Record<string, string>>
  /** Digest of the target, equal when nothing changed. */
  readonly target: string
}

export async function stateOf(bench: Bench, secret: StagedSecret = bench.secret): Promise<State> {
  const texts = bench.versions(secret).flatMap(({id, text}) => (text === undefined ? [] : [[id, text] as const]))
  const credentials = await secret.target.credentials()
  return {
    labels: bench.labels(secret),
    values: Object.fromEntries(texts),
    credentials: Object.fromEntries(credentials.map(({id, state}) => [id, state])),
    target: await secret.target.state(),
  }
}

/** What differs between two states, in a few words; undefined: nothing. */
export function differenceOf(before: State, after: State): string | undefined {
  if (JSON.stringify(sorted(before.labels)) !== JSON.stringify(sorted(after.labels))) return 'labels moved'
  if (JSON.stringify(sorted(before.values)) !== JSON.stringify(sorted(after.values))) return 'a value was stored'
  if (JSON.stringify(sorted(before.credentials)) !== JSON.stringify(sorted(after.credentials))) {
    return 'credentials of the target changed'
  }
  return before.target === after.target ? undefined : 'the target changed'
}

function sorted(record: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(record)
    .toSorted()
    .map(key => [key, record[key]])
}
