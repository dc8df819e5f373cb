import {Flags} from '@oclif/core'
import {choices, parseAllow} from '../operations/doctor-input.ts'
import {DEFAULT_UNUSED_MS} from '../operations/doctor-options.ts'
import {configFlags} from './config-file.ts'
import {durationFlag, repeatableFlag} from './flags.ts'
import {targetFlags} from './target-flags.ts'

const severities = ['critical', 'high', 'medium', 'low'] as const
const repairs = {helpGroup: 'REPAIR'} as const
const facts = {helpGroup: 'FACTS'} as const

const idsFlag = Flags.custom<readonly string[]>({
  ...repeatableFlag,
  // Help puts three dots behind it, as behind every flag that may be repeated.
  helpValue: 'ID',
  parse: input => Promise.resolve(input.split(',').filter(id => id !== '')),
})

/** How secrets are looked at, and what answers for their repairs: flags of `doctor` and `apply`. */
export const diagnosisFlags = {
  ...configFlags,
  all: Flags.boolean({description: 'Show what could merely be better in full, too.'}),
  only: idsFlag({description: 'Only these checks; several in one with commas.'}),
  skip: idsFlag({description: 'Leave these checks out; several in one with commas.'}),
  severity: Flags.option({options: severities, default: 'low', description: 'Leave out what is less severe.'})(),
  'fail-on': Flags.option({
    options: severities,
    default: 'medium',
    description: 'Least severity that ends with 3.',
  })(),
  strict: Flags.boolean({description: 'What could be better, and what could not be read, end with 3 too.'}),
  'expect-rotation': Flags.boolean({description: 'A secret that does not rotate is something wrong.'}),
  'function-profile': Flags.string({description: 'Profile for functions of another account.', helpValue: 'NAME'}),
  ...targetFlags,
  attest: Flags.string({
    ...facts,
    ...repeatableFlag,
    description:
      'Say what only you know, for this run: pending=accepted|rejected, current=…, previous=…, idle, maker=function.',
    helpValue: 'FACT',
  }),
  'assume-idle': Flags.boolean({...facts, description: 'The same as --attest idle.'}),
  'show-logs': Flags.boolean({
    ...facts,
    description: 'Show the function’s own log lines; values that were read are masked.',
  }),
  allow: Flags.custom({
    ...repairs,
    ...repeatableFlag,
    description: 'Answer a repair that asks: ID, ID@SECRET, or ID:LAST4 for what ends a credential.',
    helpValue: 'ID',
    parse: (input: string) => Promise.resolve(parseAllow(input)),
  })(),
  choose: Flags.option({...repairs, options: choices, description: 'Take this plan where doctor refuses.'})(),
  'trust-handler': Flags.string({
    ...repairs,
    ...repeatableFlag,
    description: 'CodeSha256 of a function that may get setSecret and finishSecret from here.',
    helpValue: 'CODESHA256',
  }),
  tidy: Flags.boolean({...repairs, description: 'Also take AWSPENDING off AWSCURRENT.'}),
  'unused-for': durationFlag({
    ...repairs,
    default: DEFAULT_UNUSED_MS,
    defaultHelp: () => Promise.resolve('14d'),
    description: 'A credential may be given up only if unused for so long.',
  }),
  timeout: durationFlag({
    ...repairs,
    default: 30 * 60_000,
    defaultHelp: () => Promise.resolve('30m'),
    description: 'How long a repair waits for a step or a rotation.',
  }),
}

/** Flags of `doctor`. */
export const doctorFlags = {
  fix: Flags.boolean({description: 'Plan repairs, ask, act, and look again. Without it nothing is changed.'}),
  plan: Flags.string({
    description: 'Write the repairs that --fix would offer to this file, for secrot apply. Nothing is changed.',
    helpValue: 'FILE',
    exclusive: ['fix', 'explain'],
  }),
  force: Flags.boolean({description: 'With --plan: replace the file.', dependsOn: ['plan']}),
  explain: Flags.string({description: 'What one check looks for and does; `all` lists them.', helpValue: 'ID'}),
  function: Flags.string({description: 'Only secrets that rotate with this function.', helpValue: 'NAME'}),
  ...diagnosisFlags,
}
