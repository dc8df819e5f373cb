import {parseAllow, ruleIds} from '../../../src/lib/operations/doctor-input.ts'
import type {DoctorOptions} from '../../../src/lib/operations/doctor-options.ts'
import type {Choice} from '../../../src/lib/doctor/decide.ts'
import {loginProbe} from '../../support/doctor-stage.ts'
import type {Stage} from './stage.ts'

/** What the operator asks doctor for: every question answered with yes. */
export interface Wishes {
  readonly choose?: Choice
}

const commonFlags = ['--fix', '--yes', '--read-values', '--json'] as const

/** As typed. */
export function doctorArgv(stage: Stage, {choose}: Wishes): readonly string[] {
  return [
    'doctor',
    stage.secretArn,
    ...commonFlags,
    '--trust-handler',
    stage.codeSha256,
    ...(stage.target === 'login' ? ['--probe', loginProbe] : []),
    ...(choose === undefined ? [] : ['--choose', choose]),
    ...ruleIds.flatMap(id => ['--allow', id]),
  ]
}

/** The same as the operation takes it. */
export function doctorOptions(stage: Stage, {choose}: Wishes): DoctorOptions {
  return {
    secrets: [stage.secretArn],
    scopeFlags: [],
    fix: true,
    dryRun: false,
    yes: true,
    allow: ruleIds.map(id => parseAllow(id)),
    severity: 'low',
    failOn: 'medium',
    strict: false,
    expectRotation: false,
    tidy: false,
    unusedForMs: 14 * 86_400_000,
    readValues: true,
    attested: {},
    trustedCode: [stage.codeSha256],
    showLogs: false,
    timeoutMs: 30 * 60_000,
    ...(stage.target === 'login' ? {probe: {command: loginProbe, environment: {}}} : {}),
    ...(choose === undefined ? {} : {choice: choose}),
  }
}

export function rotateArgv(stage: Stage): readonly string[] {
  return ['rotate', stage.secretArn, '--watch', '--yes', '--allow', 'rotation-off', '--json']
}
