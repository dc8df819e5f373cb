import {isAbsolute} from 'node:path'
import type {ConfiguredProbe} from '../config/config.ts'
import {matchesSecret} from '../config/pattern.ts'
import {argvOf, malformedProbe} from '../probes/argv.ts'
import type {DoctorOptions} from './doctor-options.ts'

const from = 'The configured probe'

/**
 * Probes of the configuration that can be started. Throws PROBE_MALFORMED (exit 2), also for a relative path: the
 * configuration holds in every folder, so that would be another program in each.
 */
export function checkProbes(probes: readonly ConfiguredProbe[]): readonly ConfiguredProbe[] {
  for (const {command} of probes) {
    const [program] = argvOf(command, from)
    if (/[/\\]/.test(program) && !isAbsolute(program))
      throw malformedProbe(from, command, 'name the program by its absolute path, or by a name that PATH knows')
  }
  return probes
}

/** The command that asks a secret's target: `--probe`, else the first of the configuration whose pattern fits. */
export function probeOf(
  {probe, configuredProbes}: Pick<DoctorOptions, 'probe' | 'configuredProbes'>,
  secret: {readonly name: string; readonly arn: string},
): DoctorOptions['probe'] {
  if (probe !== undefined || configuredProbes === undefined) return probe
  const {probes, environment} = configuredProbes
  const found = probes.find(({secrets}) => matchesSecret(secrets, secret))
  return found === undefined ? undefined : {command: found.command, environment}
}
