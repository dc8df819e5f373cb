import type {LabelMove} from './label-algebra.ts'
import {AWSCURRENT, AWSPENDING, AWSPREVIOUS, type Staging} from './secret.ts'
import {holderOf, holders} from './staging.ts'

const known: readonly string[] = [AWSCURRENT, AWSPREVIOUS, AWSPENDING]

/** How the labels went from one map to the other: AWSCURRENT first, then AWSPREVIOUS, AWSPENDING, and custom ones by name. */
export function labelMoves(before: Staging, after: Staging): readonly LabelMove[] {
  const custom = new Set([...holders(before).keys(), ...holders(after).keys()].filter(label => !known.includes(label)))
  return [...known, ...[...custom].toSorted()].flatMap(label => {
    const [from, to] = [holderOf(before, label), holderOf(after, label)]
    if (from === to) return []
    return [{label, ...(from === undefined ? {} : {from}), ...(to === undefined ? {} : {to})}]
  })
}
