import type {Verdict} from '../rotation/judgement.ts'
import type {StatusLine} from './status-result.ts'

/** The words that name a secret in a printed command: its name, or the ARN where that was typed, and flags of the scope. */
export type Naming = (line: StatusLine) => readonly string[]

/** Verdicts the doctor has something to say about. */
const forDoctor: readonly Verdict[] = ['stuck', 'failing', 'unknown', 'late']

/**
 * The next command after a look at one secret. A placeholder waits for its first rotation. A secret that a service owns, and a managed external one, is that
 * service's to repair, so there the look goes on with its versions.
 */
export function nextForSecret(line: StatusLine, naming: Naming): readonly string[] {
  const command = (verb: string): readonly string[] => ['secrot', verb, ...naming(line)]
  if (line.placeholder && line.verdict === 'healthy') return command('rotate')
  if (line.verdict === 'rotating') return command('watch')
  const owned = line.owningService !== undefined || line.externalType !== undefined
  return command(forDoctor.includes(line.verdict) && !owned ? 'doctor' : 'versions')
}

/** The next command after a look at a fleet: the worst secret first. undefined: nothing wants a look. */
export function nextForFleet(lines: readonly StatusLine[], naming: Naming): readonly string[] | undefined {
  const worst = lines.find(line => line.verdict !== 'off' && line.verdict !== 'healthy')
  return worst === undefined ? undefined : nextForSecret(worst, naming)
}
