import {Flags} from '@oclif/core'
import type {DoctorOptions} from '../operations/doctor-options.ts'

const facts = {helpGroup: 'FACTS'} as const

/** Flags of commands that may ask the target whether it takes a value. */
export const targetFlags = {
  probe: Flags.string({
    ...facts,
    description: 'Command that asks the target, started without a shell; the value comes on its standard input.',
    helpValue: "'CMD ARG…'",
  }),
  target: Flags.option({
    ...facts,
    options: ['none', 'iam-key', 'appsync-key'] as const,
    description: 'What takes the credential, where no tag secrot:target says so.',
  })(),
  'read-values': Flags.boolean({...facts, description: 'Read values (GetSecretValue) to know what they are.'}),
}

interface TargetFlagValues {
  readonly probe?: string | undefined
  readonly target?: DoctorOptions['target'] | undefined
  readonly 'read-values': boolean
}

/** These flags as operations take them; `environment` is that of our process, of which a probe gets four variables. */
export function askedTarget(
  {probe, target, 'read-values': readValues}: TargetFlagValues,
  environment: Readonly<Record<string, string | undefined>>,
): Pick<DoctorOptions, 'probe' | 'target' | 'readValues'> {
  return {
    readValues,
    ...(probe === undefined ? {} : {probe: {command: probe, environment}}),
    ...(target === undefined ? {} : {target}),
  }
}
