import type {Verdict} from '../rotation/judgement.ts'
import type {StatusLine} from './status-result.ts'

/** Verdicts the doctor has something to say about. */
const forDoctor: readonly Verdict[] = ['stuck', 'failing', 'unknown', 'late']

/**
 * The next command after a look at one secret. A secret that a service owns, and a managed external one, is that
 * service's to repair, so there the look goes on with its versions.
 */
export function nextForSecret(line: StatusLine, flags: readonly string[]): readonly string[] {
  const command = (verb: string): readonly string[] => ['secrot', verb, line.name, ...flags]
  if (line.verdict === 'rotating') return command('watch')
  const owned = line.owningService !== undefined || line.externalType !== undefined
  return command(forDoctor.includes(line.verdict) && !owned ? 'doctor' : 'versions')
}

/** The next command after a look at a fleet: the worst secret first. undefined: nothing wants a look. */
export function nextForFleet(
  lines: readonly StatusLine[],
  flagsOf: (line: StatusLine) => readonly string[],
): readonly string[] | undefined {
  const worst = lines.find(line => line.verdict !== 'off' && line.verdict !== 'healthy')
  return worst === undefined ? undefined : nextForSecret(worst, flagsOf(worst))
}
