import type {OutsideWork} from './kernel.ts'

/** Real time after which a server outside the sandbox is taken to be silent. */
const LONGEST_ANSWER_MS = 5_000

/** Answers that servers outside the sandbox owe. */
export class OutsideAnswers implements OutsideWork {
  readonly #owed = new Set<() => void>()

  begin(): () => void {
    const end = () => {
      clearTimeout(timer)
      this.#owed.delete(end)
    }
    const timer = setTimeout(end, LONGEST_ANSWER_MS).unref()
    this.#owed.add(end)
    return end
  }

  isUnderWay(): boolean {
    return this.#owed.size > 0
  }

  forget(): void {
    for (const end of this.#owed) end()
  }
}
