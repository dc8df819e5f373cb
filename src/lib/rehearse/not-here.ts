import type {StepResult} from './observation.ts'

/** In the words of what loads a function in the sandbox, which may stand in a longer text. */
const NODE = /\(provided by Lambda, not here: add (@?[\w./-]{1,120}) to the package/
const PYTHON = /No module named '([\w.]{1,120})' \(provided by Lambda, not here:/

/** The module that Lambda has and this machine lacks, for which a step failed; undefined: it was something else. */
export function moduleNotHere(failed: StepResult | undefined): string | undefined {
  const message = failed?.error?.message ?? ''
  return (NODE.exec(message) ?? PYTHON.exec(message))?.[1]
}
