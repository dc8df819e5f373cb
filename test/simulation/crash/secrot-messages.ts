/** A command that a process of secrot is to run, with everything that a process would have been started with. */
export interface RunOrder {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Seed of its chance. */
  readonly chance: number
  /** Time of the sandbox. */
  readonly now: number
}

export interface RunAnswer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** `until`: nothing is under way, and the first who waits wakes then. */
export type SecrotSays = {readonly until: number} | {readonly ended: RunAnswer}

/** `now`: the sandbox's time has come to there. */
export type SecrotHears = {readonly order: RunOrder} | {readonly now: number}
