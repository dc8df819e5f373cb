import {failureOf} from './failure.ts'
import {failureText} from './report.ts'
import type {Surroundings} from './surroundings.ts'

/**
 * Ends the process with 1 and one line when something is thrown where nobody catches it. Node itself would print the
 * error's text, which may quote a value.
 */
export function guardProcess(argv: readonly string[], surroundings: Surroundings): void {
  const end = (error: unknown): void => {
    const failure = failureOf(error, {command: 'secrot', flags: []})
    surroundings.stderr.write(failureText(failure, surroundings, argv), () => process.exit(failure.exit))
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}
