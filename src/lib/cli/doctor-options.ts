import type {Interfaces} from '@oclif/core'
import type {Config} from '../config/config.ts'
import {checkAccepted, checkRuleIds, checkUnusedFor, parseAttest, wantOneSecret} from '../operations/doctor-input.ts'
import {checkProbes} from '../operations/configured-probe.ts'
import type {DoctorOptions} from '../operations/doctor-options.ts'
import type {diagnosisFlags} from './doctor-flags.ts'
import type {awsFlags, changeFlags} from './flags.ts'
import {askedTarget} from './target-flags.ts'

type Values = Interfaces.InferredFlags<typeof diagnosisFlags & typeof awsFlags & typeof changeFlags> & {
  readonly fix: boolean
  readonly function?: string | undefined
}

/**
 * The flags of `doctor` and `apply`, and the user's configuration, as the operation takes them. Throws UNKNOWN_RULE, ATTEST_MALFORMED, ONE_SECRET_NEEDED and
 * UNUSED_TOO_SHORT (exit 2).
 */
export function doctorOptions(
  secrets: readonly string[],
  flags: Values,
  environment: Readonly<Record<string, string | undefined>>,
  config: Config,
): Omit<DoctorOptions, 'scopeFlags'> {
  const attested = {...parseAttest(flags.attest ?? []), ...(flags['assume-idle'] ? {idle: true} : {})}
  wantOneSecret(secrets, {'--attest': Object.keys(attested).length > 0, '--choose': flags.choose !== undefined})
  return {
    secrets,
    fix: flags.fix,
    dryRun: flags['dry-run'],
    yes: flags.yes,
    allow: flags.allow ?? [],
    severity: flags.severity,
    failOn: flags['fail-on'],
    strict: flags.strict,
    expectRotation: flags['expect-rotation'],
    tidy: flags.tidy,
    unusedForMs: checkUnusedFor(flags['unused-for']),
    ...askedTarget(flags, environment),
    attested,
    accounts: config.accounts,
    configuredProbes: {probes: checkProbes(config.probes), environment},
    accepted: checkAccepted(config.accepted),
    intervals: config.intervals,
    trustedCode: flags['trust-handler'] ?? [],
    showLogs: flags['show-logs'],
    timeoutMs: flags.timeout,
    ...(flags.only === undefined ? {} : {only: checkRuleIds(flags.only.flat(), '--only')}),
    ...(flags.skip === undefined ? {} : {skip: checkRuleIds(flags.skip.flat(), '--skip')}),
    ...(flags.function === undefined ? {} : {functionName: flags.function}),
    ...(flags['function-profile'] === undefined ? {} : {functionProfile: flags['function-profile']}),
    ...(flags.config === undefined ? {} : {configFile: flags.config}),
    ...(flags.choose === undefined ? {} : {choice: flags.choose}),
  }
}
