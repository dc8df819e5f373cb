import {nextForSecret, type Naming} from './status-next.ts'
import type {FleetStatus, StatusLine} from './status-result.ts'

/** A secret that wants a look, and the command that gives it. */
export interface FirstLook {
  readonly line: StatusLine
  /** Argument list. */
  readonly command: readonly string[]
}

/** As many as one person can begin with. */
const atMost = 3

/** What to look at first: the worst verdicts, and whose value may be live before the others. */
export function firstLooks(fleet: FleetStatus, naming: Naming): readonly FirstLook[] {
  return fleet.lines
    .filter(({verdict}) => verdict !== 'off' && verdict !== 'healthy')
    .slice(0, atMost)
    .map(line => ({line, command: nextForSecret(line, naming)}))
}
