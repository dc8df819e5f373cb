import type {TargetKind} from '../doctor/facts.ts'
import {argvOf} from '../probes/argv.ts'
import type {StoredValue} from '../probes/shape.ts'
import {storedValue, readValueActions} from './diff-versions.ts'
import {sayProbeReads, valueOfVersions} from './probe-said.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {TargetRun} from './target-run.ts'

export const readVersionActions = readValueActions

/**
 * Whether values may be read. `--read-values` and the use of `--probe` are consent, which is said; for another target
 * somebody is asked. Throws QUESTION_WITHOUT_TERMINAL (exit 2) where nobody can be.
 */
export async function readConsent(
  {context, options}: TargetRun,
  {kind, readValues, versions}: {readonly kind: TargetKind; readonly readValues: boolean; readonly versions: number},
): Promise<boolean> {
  const what = versions === 1 ? 'the value of 1 version' : `the values of ${versions} versions`
  if (options.probe !== undefined && kind === 'command') {
    const [name] = argvOf(options.probe.command)
    sayProbeReads(context, name, valueOfVersions(versions))
    return true
  }
  if (kind === 'unnamed') return readValues
  return context.ask.confirm({
    message: `Read ${what} (GetSecretValue) to ask the target?`,
    answeredBy: '--read-values',
    answer: readValues ? true : undefined,
  })
}

/** The value of a version, kept so that nothing shows it; undefined: AWS has none. Reading sets LastAccessedDate. */
export async function readVersion(
  run: TargetRun,
  secret: ResolvedSecret,
  versionId: string,
): Promise<StoredValue | undefined> {
  const stored = await storedValue(run.context, secret, {versionId})
  if (stored !== undefined) run.keep(stored.value)
  return stored
}
