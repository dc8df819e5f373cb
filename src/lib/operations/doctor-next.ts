import {shellCommand} from '../shell-words.ts'
import {probeOf} from './configured-probe.ts'
import {type Attested, DEFAULT_UNUSED_MS, type DoctorOptions} from './doctor-options.ts'
import type {SecretReport} from './doctor-result.ts'

/** The next command: the repair that waits, else a look at the secret. null: there is nothing to do. */
export function nextOf(options: DoctorOptions, reports: readonly SecretReport[]): string | null {
  const worst = reports.find(report => report.findings.some(one => one.group === 'condition' && one.accepted === null))
  if (worst === undefined) return null
  const owners = ownersCommand(worst)
  if (owners !== undefined) return owners
  // Whoever typed an ARN may mean a secret that its name does not reach.
  const secret = options.secrets.some(typed => typed.startsWith('arn:')) ? worst.arn : worst.name
  const again = (...more: readonly string[]) =>
    shellCommand(['secrot', 'doctor', secret, ...factFlags(options), ...options.scopeFlags, ...more])
  const look = shellCommand(['secrot', 'status', secret, ...options.scopeFlags])
  if (options.fix && !options.dryRun) return look
  if (worst.findings.some(finding => finding.plan !== null && finding.group === 'condition')) return again('--fix')
  if (worst.findings.some(({id}) => id === 'no-current-version'))
    return shellCommand(['secrot', 'put', secret, ...options.scopeFlags])
  if (worst.unread.some(({action}) => action === 'secretsmanager:GetSecretValue') && !options.readValues)
    return again('--read-values')
  // A configured probe waits for consent alone.
  const probe = probeOf(options, worst)
  if (probe !== undefined && options.probe === undefined && !options.readValues && worst.consumers === 'not asked')
    return again('--read-values')
  const unnamed = probe === undefined && options.target === undefined && worst.consumers === 'not asked'
  return unnamed ? `${again()} --probe 'CMD ARG…'` : look
}

/** Of a secret that a service owns only that service's own command leads on. */
function ownersCommand({states, findings}: SecretReport): string | undefined {
  const [command] = [...states, ...findings].find(({id}) => id === 'secret-owned-by-service')?.advice ?? []
  return command?.startsWith('aws ') === true ? command : undefined
}

/** What the answer rests on: without these flags the next run would come to another one. */
function factFlags(options: DoctorOptions): readonly string[] {
  const {probe, target, functionProfile, choice, configFile} = options
  return [
    ...(probe === undefined ? [] : ['--probe', probe.command]),
    ...(target === undefined ? [] : ['--target', target]),
    ...(options.readValues ? ['--read-values'] : []),
    ...attestFlags(options.attested),
    ...(functionProfile === undefined ? [] : ['--function-profile', functionProfile]),
    ...options.trustedCode.flatMap(code => ['--trust-handler', code]),
    ...(configFile === undefined ? [] : ['--config', configFile]),
    ...(choice === undefined ? [] : ['--choose', choice]),
  ]
}

/** All flags that decide which repairs are found: `apply` takes them again, none stands in the plan. */
export function answerFlags(options: DoctorOptions): readonly string[] {
  const {only, skip, tidy, expectRotation, unusedForMs} = options
  return [
    ...factFlags(options),
    ...(only === undefined ? [] : ['--only', only.join(',')]),
    ...(skip === undefined ? [] : ['--skip', skip.join(',')]),
    ...(tidy ? ['--tidy'] : []),
    ...(expectRotation ? ['--expect-rotation'] : []),
    ...(unusedForMs === DEFAULT_UNUSED_MS ? [] : ['--unused-for', `${unusedForMs / 1000}s`]),
  ]
}

/** The command that applies a plan file, with all that it rests on. */
export function applyCommand(path: string, options: DoctorOptions): string {
  return shellCommand(['secrot', 'apply', path, ...answerFlags(options), ...options.scopeFlags])
}

function attestFlags({idle, makerIsFunction, ...roles}: Attested): readonly string[] {
  const said = Object.entries(roles).map(([role, answer]) => `${role}=${answer}`)
  const all = [...said, ...(idle === true ? ['idle'] : []), ...(makerIsFunction === true ? ['maker=function'] : [])]
  return all.flatMap(fact => ['--attest', fact])
}
