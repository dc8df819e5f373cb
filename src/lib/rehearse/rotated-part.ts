import {objectIn} from './scenarios/first-values.ts'

/** A new value beside the one that it replaces. */
export interface ValuePair {
  readonly before: string
  readonly after: string
}

/** The part of each value that a rotation makes anew: of JSON the field that differs most from value to value. */
export function rotatedParts(
  pairs: readonly ValuePair[],
): readonly {readonly before: string; readonly after: string}[] {
  const leaves = pairs.map(({before, after}) => ({before: leavesOf(before), after: leavesOf(after)}))
  const paths = new Set(leaves.flatMap(({after}) => [...after.keys()]))
  const distinct = (path: string) =>
    new Set(leaves.flatMap(({before, after}) => [before, after].map(side => side.get(path)))).size
  const [most = ''] = [...paths].toSorted(
    (one, other) => distinct(other) - distinct(one) || nameRank(one) - nameRank(other),
  )
  return leaves.map(({before, after}) => ({before: passwordIn(before.get(most)), after: passwordIn(after.get(most))}))
}

/** Of a connection URL the password, of anything else all of it. */
function passwordIn(text = ''): string {
  return /^\w+:\/\/[^:@/]*:([^@]*)@/.exec(text)?.[1] ?? text
}

/** Among fields that differ equally often the one that is named like a secret comes first. */
function nameRank(path: string): number {
  return /pass|secret|pwd|key|token/i.test(path) ? 0 : 1
}

function leavesOf(value: string): ReadonlyMap<string, string> {
  const object = objectIn(value)
  const leaves = new Map<string, string>()
  if (object === undefined) leaves.set('', value)
  else note(leaves, '', object)
  return leaves
}

function note(leaves: Map<string, string>, path: string, node: unknown): void {
  if (typeof node === 'string') leaves.set(path, node)
  else if (typeof node === 'object' && node !== null) {
    for (const [name, inner] of Object.entries(node)) note(leaves, `${path}.${name}`, inner)
  }
}
