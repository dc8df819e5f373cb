import type {Random} from '../../../src/lib/operations/context.ts'
import {seeded} from '../../support/rotation-story.ts'

/** Chance of one run of secrot, by its seed. */
export function chanceOf(seed: number): Random {
  const unit = seeded(seed)
  // Ids have a stream of their own: what else is drawn (names of journals, jitter) is not the same in both layers.
  const ids = seeded(seed + 0.5e9)
  return {unit, bytes: length => bytesOf(unit, length), uuid: () => uuidOf(bytesOf(ids, 16))}
}

function bytesOf(unit: () => number, length: number): Uint8Array {
  return Uint8Array.from({length}, () => Math.floor(unit() * 256))
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
