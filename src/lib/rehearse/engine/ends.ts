import {hash} from 'node:crypto'
import type {RotationResult} from '../observation.ts'
import {textsIn, worldText} from './world-text.ts'

/**
 * Rotations that were played after the ends of scenarios, by what was there at such an end. Where nobody can tell two ends
 * apart, the rotation after one of them says what comes after the other.
 */
export class Ends {
  readonly #before: ReadonlySet<string>
  #known = new Map<string, RotationResult>()
  #played: {readonly end: string; readonly result: RotationResult} | undefined

  /** `beginning`: what was there before anything happened. */
  constructor(beginning: unknown) {
    this.#before = textsIn(beginning)
  }

  /** The same for states that differ in nothing but what was drawn, and in times within the hour. `now`: virtual ms. */
  digestOf(present: unknown, now: number): string {
    return hash('sha256', worldText(present, {now, before: this.#before}))
  }

  after(end: string): RotationResult | undefined {
    return this.#known.get(end)
  }

  /** What came after this end; it counts once its scenario is judged and holds. */
  note(end: string, result: RotationResult): void {
    this.#played = {end, result}
  }

  /** The scenario that was played last holds. */
  confirm(): void {
    if (this.#played !== undefined) this.#known.set(this.#played.end, this.#played.result)
    this.#played = undefined
  }

  /** A new scenario begins. */
  begin(): void {
    this.#played = undefined
  }

  /** Another group of scenarios begins, in another process: nothing is known of it. */
  forget(): void {
    this.#known = new Map()
    this.#played = undefined
  }
}
