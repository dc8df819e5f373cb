import type {Sandbox} from '../sandbox.ts'

/** A story told by building it: through the services' own APIs, with functions that really run. */
export interface Scenario {
  readonly name: string
  /** One line for lists and help. */
  readonly summary: string
  /** How long before now the story starts, in ms. Once built, time runs on until virtual equals real. Absent: 0. */
  readonly startsBeforeMs?: number
  build(sandbox: Sandbox): Promise<void>
  /** Sets off what is still under way when somebody looks; called once the story has arrived at now. Absent: nothing is. */
  setOff?(sandbox: Sandbox): Promise<void>
}

/** No scenario has that name. */
export class UnknownScenario extends Error {
  readonly known: readonly string[]

  constructor(name: string, known: readonly string[]) {
    super(`There is no scenario ${name}; there are: ${known.join(', ') || 'none'}.`)
    this.name = 'UnknownScenario'
    this.known = known
  }
}
