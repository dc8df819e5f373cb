import {hash} from 'node:crypto'

/** Seeded numbers, 0 ≤ x < 1, that depend on nothing but the seed and the scenario's name. */
export function scenarioDraws(seed: number, scenario: string): () => number {
  let count = 0
  return () => hash('sha256', `${seed}/${scenario}/${count++}`, 'buffer').readUInt32LE(0) / 4_294_967_296
}

/** A version id that looks like AWS's own, made of such numbers. */
export function drawnUuid(draw: () => number): string {
  const hex = () =>
    Math.floor(draw() * 0x1_0000)
      .toString(16)
      .padStart(4, '0')
  return `${hex()}${hex()}-${hex()}-4${hex().slice(1)}-a${hex().slice(1)}-${hex()}${hex()}${hex()}`
}
