import {Flags} from '@oclif/core'
import {configFlags} from './config-file.ts'

/** Flags of the commands that read the log of a rotation function. */
export const functionLogFlags = {
  'show-logs': Flags.boolean({description: 'Show what the function itself wrote. It may hold secrets.'}),
  'function-profile': Flags.string({
    description: 'Profile for a rotation function in another account.',
    helpValue: 'NAME',
  }),
  ...configFlags,
  local: Flags.boolean({description: "Times of this machine's zone, with their offset."}),
}
