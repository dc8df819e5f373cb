import {type LabelMove, moveLabel} from './label-algebra.ts'
import {AWSCURRENT, AWSPREVIOUS, type Staging} from './secret.ts'
import {holderOf, holders} from './staging.ts'

/** How labels come back to where they were, one call after the other. */
export interface Restoration {
  readonly moves: readonly LabelMove[]
  /** The labels before each move, and after the last one. */
  readonly states: readonly Staging[]
  /** Labels that stay where they are: moving them would leave a version without any label, or AWS refuses it. */
  readonly kept: readonly string[]
}

/**
 * Moves that bring `labels` to their wanted holders (undefined: nobody) and leave every other label alone. After each of
 * them every version that carried a label carries one still: its value may be the live one. AWSPREVIOUS follows AWSCURRENT
 * by itself and is set right afterwards.
 */
export function restoreMoves(now: Staging, labels: ReadonlyMap<string, string | undefined>): Restoration {
  const states = [now]
  const moves: LabelMove[] = []
  // Each label moves once; AWSPREVIOUS once more, since AWSCURRENT drags it along.
  for (let left = labels.size + 1; left > 0; left -= 1) {
    const staging = states.at(-1) ?? now
    const next = openMoves(staging, labels)
      .map(move => ({move, outcome: moveLabel(staging, move)}))
      .find(({outcome}) => outcome.kind === 'labels' && strandsNobody(staging, outcome.staging))
    if (next?.outcome.kind !== 'labels') break
    moves.push(next.move)
    states.push(next.outcome.staging)
  }
  return {moves, states, kept: openMoves(states.at(-1) ?? now, labels).map(({label}) => label)}
}

/** What is not yet where it is wanted, in the order in which it is tried: what adds a label first, what takes one away last. */
function openMoves(staging: Staging, labels: ReadonlyMap<string, string | undefined>): readonly LabelMove[] {
  const open = [...labels].flatMap(([label, to]) => {
    const from = holderOf(staging, label)
    if (from === to) return []
    return [{label, ...(from === undefined ? {} : {from}), ...(to === undefined ? {} : {to})}]
  })
  return open.toSorted((one, other) => rank(one) - rank(other))
}

function rank({label, from, to}: LabelMove): number {
  if (from === undefined) return 0
  if (to === undefined) return 4
  if (label === AWSCURRENT) return 1
  return label === AWSPREVIOUS ? 2 : 3
}

function strandsNobody(before: Staging, after: Staging): boolean {
  const labelled = new Set(holders(after).values())
  return [...holders(before).values()].every(versionId => labelled.has(versionId))
}
