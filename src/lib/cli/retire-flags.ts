import {Flags} from '@oclif/core'
import {DEFAULT_UNUSED_MS} from '../operations/doctor-options.ts'
import {DEFAULT_WAIT_MS} from '../operations/retire-options.ts'
import {durationFlag, repeatableFlag} from './flags.ts'

const facts = {helpGroup: 'FACTS'} as const

/** Flags of `retire`. */
export const retireFlags = {
  'version-id': Flags.string({
    description: 'Version whose credential is ended: an id, how it begins, or a label. Without it: AWSPREVIOUS.',
    helpValue: 'ID',
  }),
  compromised: Flags.boolean({
    description: 'It has leaked: end it although it may be in use, and an API key at once instead of in a day.',
  }),
  wait: durationFlag({
    default: DEFAULT_WAIT_MS,
    defaultHelp: () => Promise.resolve('2m'),
    description: 'How long a disabled access key is kept before it is deleted.',
  }),
  'unused-for': durationFlag({
    default: DEFAULT_UNUSED_MS,
    defaultHelp: () => Promise.resolve('14d'),
    description: 'A credential counts as unused after so long.',
  }),
  allow: Flags.string({
    ...repeatableFlag,
    description: 'Answers the question: retire:LAST4, with the last four characters of the key.',
    helpValue: 'ID',
  }),
  target: Flags.option({
    ...facts,
    options: ['iam-key', 'appsync-key'] as const,
    description: 'What takes the credential, where neither the tag secrot:target nor the form of the value says it.',
  })(),
  'read-values': Flags.boolean({...facts, description: 'Read values (GetSecretValue) to know what they are.'}),
}
