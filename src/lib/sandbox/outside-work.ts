import type {OutsideWork} from './kernel.ts'

/** Real time after which a server outside the sandbox is taken to be silent. */
const LONGEST_ANSWER_MS = 5_000

/** Answers that servers outside the sandbox owe. */
export class OutsideAnswers implements OutsideWork {
  readonly #owed = new Set<() => void>()
  #lastAnswerAtUs = 0

  begin(): () => void {
    const end = () => {
      clearTimeout(timer)
      if (this.#owed.delete(end)) this.#lastAnswerAtUs = monotonicUs()
    }
    const timer = setTimeout(end, LONGEST_ANSWER_MS).unref()
    this.#owed.add(end)
    return end
  }

  isUnderWay(readAtUs = Infinity): boolean {
    return this.#owed.size > 0 || this.#lastAnswerAtUs >= readAtUs
  }

  forget(): void {
    for (const end of this.#owed) end()
  }
}

/** By the clock that all processes of a machine share. */
function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
