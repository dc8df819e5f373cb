import {hash, randomBytes} from 'node:crypto'

import type {Snapshotable} from './kernel.ts'

type State = readonly [number, number, number, number]

const HEX = Array.from({length: 256}, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A seeded stream of numbers (sfc32). Two streams of one seed with different names do not disturb each other. */
export class RandomStream implements Snapshotable {
  #a: number
  #b: number
  #c: number
  #counter: number

  constructor(seed: number | string, name: string) {
    const digest = hash('sha256', `${name}/${seed}`, 'buffer')
    this.#a = digest.readInt32LE(0)
    this.#b = digest.readInt32LE(4)
    this.#c = digest.readInt32LE(8)
    this.#counter = 1
    for (let round = 0; round < 12; round++) this.#next()
  }

  /** 0 ≤ x < 1. */
  unit(): number {
    return this.#next() / 4_294_967_296
  }

  /** RFC 4122 v4 id. */
  uuid(): string {
    const first = this.#next()
    const second = this.#next()
    const third = this.#next()
    const fourth = this.#next()
    return (
      `${bytesOf(first)}-${halfOf(second >>> 16)}-${halfOf((second & 0x0fff) | 0x4000)}-` +
      `${halfOf(((third >>> 16) & 0x3fff) | 0x8000)}-${halfOf(third & 0xffff)}${bytesOf(fourth)}`
    )
  }

  snapshot(): State {
    return [this.#a, this.#b, this.#c, this.#counter]
  }

  restore(snapshot: unknown): void {
    ;[this.#a, this.#b, this.#c, this.#counter] = snapshot as State
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}

/** A seed nobody chose; printed wherever a run can be repeated. */
export function unpredictableSeed(): number {
  return randomBytes(4).readUInt32LE(0)
}

function bytesOf(word: number): string {
  return halfOf(word >>> 16) + halfOf(word & 0xffff)
}

function halfOf(half: number): string {
  return HEX[half >>> 8]! + HEX[half & 0xff]!
}
