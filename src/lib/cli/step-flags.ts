import {Flags} from '@oclif/core'
import {rotationSteps} from '../rotation/secret.ts'
import {functionLogFlags} from './function-log-flags.ts'
import {repeatableFlag} from './flags.ts'
import {targetFlags} from './target-flags.ts'

const stepFlag = {options: rotationSteps, helpValue: 'STEP'}

/** Flags of `step` alone. */
export const stepFlags = {
  from: Flags.option({
    ...stepFlag,
    description: 'Begin with this step. Default: createSecret, or setSecret where a value is stored already.',
  })(),
  until: Flags.option({
    ...stepFlag,
    description: 'Send up to and with this step, without asking at each; the first that fails ends it.',
  })(),
  only: Flags.option({...stepFlag, description: 'Send this step alone.', exclusive: ['from', 'until']})(),
  'version-id': Flags.string({
    description: 'The version to send it with: its id, how that begins, or a label. Default: the one with AWSPENDING.',
    helpValue: 'VERSION',
  }),
  'trust-handler': Flags.string({
    ...repeatableFlag,
    description:
      'CodeSha256 of a function without a rehearsal that went well, which may get createSecret, setSecret and finishSecret.',
    helpValue: 'CODESHA256',
  }),
  ...targetFlags,
  'read-values': Flags.boolean({
    description:
      'Read the pending value (GetSecretValue) before and after each step, to compare shapes; none is shown.',
  }),
  ...functionLogFlags,
}
