import {Flags} from '@oclif/core'
import {EXIT, SecrotError} from '../errors.ts'
import {durationFlag, durationOf, repeatableFlag} from './flags.ts'

/** A whole number from `least` to `most`. Throws USAGE (exit 2). */
const numberFlag = (what: string, least: number, most: number) =>
  Flags.custom<number>({
    helpValue: 'N',
    parse: input => {
      const value = Number(input)
      if (/^\d+$/.test(input) && value >= least && value <= most) return Promise.resolve(value)
      throw new SecrotError({
        code: 'USAGE',
        message: `${what} is a whole number from ${least} to ${most}.`,
        exit: EXIT.usage,
      })
    },
  })

/** What Lambda takes: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const LEAST_LIMIT_MS = 1000
const MOST_LIMIT_MS = 15 * 60_000

const timeLimitFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: input => {
    const ms = durationOf(input)
    if (ms >= LEAST_LIMIT_MS && ms <= MOST_LIMIT_MS) return Promise.resolve(ms)
    throw new SecrotError({
      code: 'USAGE',
      message: '--time-limit is from 1s to 15m, as on Lambda.',
      exit: EXIT.usage,
    })
  },
})

/** Where the code comes from, and what is different from what is declared there. */
const subjectFlags = {
  template: Flags.string({
    description: 'A CloudFormation or SAM template that has the function with its code inline.',
    helpValue: 'FILE',
    exclusive: ['function'],
  }),
  resource: Flags.string({
    description: 'The function in the template, where it has several.',
    helpValue: 'ID',
    dependsOn: ['template'],
  }),
  function: Flags.string({
    description: 'A deployed function: its code and configuration are fetched.',
    helpValue: 'ARN',
  }),
  handler: Flags.string({description: 'file.export, where it is not found by itself.', helpValue: 'NAME'}),
  runtime: Flags.string({description: 'nodejs24.x, python3.12. Default: as declared, else that of this machine.'}),
  'time-limit': timeLimitFlag({
    description: 'Time limit of the function. Default: as declared, 30s for a path.',
  }),
  env: Flags.string({
    ...repeatableFlag,
    description: 'An environment variable of the function. A secret one belongs into --env-file.',
    helpValue: 'NAME=VALUE',
  }),
  'env-file': Flags.string({description: 'Environment variables, one NAME=VALUE a line.', helpValue: 'FILE'}),
}

/** What the credential is for. */
const targetFlags = {
  'value-file': Flags.string({
    description:
      'Value of the secret before the first rotation, from a file, or with - from standard input or a question.',
    helpValue: 'FILE|-',
  }),
  target: Flags.string({
    ...repeatableFlag,
    description:
      'What honours the credential: iam-user, appsync-api, login, postgres, mysql or none. The first is judged, others stand beside it. kms-key: the key of the secret.',
    helpValue: 'KIND[:NAME]',
  }),
  targets: Flags.string({description: 'The same from a YAML file; an HTTPS endpoint needs it.', helpValue: 'FILE'}),
  disposable: Flags.boolean({
    description: 'The server of --target may be changed and reset at will.',
    default: false,
  }),
  'target-host': Flags.string({
    ...repeatableFlag,
    description: 'Names a host outside this machine once more.',
    helpValue: 'HOST',
  }),
  kind: Flags.option({
    options: ['add', 'alt', 'rep', 'rand'] as const,
    description:
      'Kind of the credential: beside the old one, alternating users, in its place, no target. Default: guessed.',
  })(),
}

/** What is played and judged. */
const playFlags = {
  seed: numberFlag('--seed', 0, 4_294_967_295)({description: 'Everything random follows from it.'}),
  only: Flags.string({...repeatableFlag, description: 'Judge this item only.', helpValue: 'ITEM'}),
  cell: Flags.string({
    ...repeatableFlag,
    description: 'Play this scenario only: createSecret/3/lost-reply.',
    helpValue: 'NAME',
  }),
  'list-items': Flags.boolean({description: 'Show the items of the contract and end.', default: false}),
  'min-bits': numberFlag('--min-bits', 1, 4096)({description: 'Least strength of a new value. Default: 128.'}),
  'period-days': numberFlag('--period-days', 1, 1000)({description: 'Days between rotations. Default: 30.'}),
  depth: numberFlag(
    '--depth',
    1,
    2,
  )({description: 'Faults in a cell: 2 puts a second one into the retry. Default: 1.'}),
  exhaustive: Flags.boolean({
    description: 'With --depth 2: all second faults, not a sample.',
    dependsOn: ['depth'],
  }),
  timeout: durationFlag({description: 'Begin no further scenario after it; what was played is reported (exit 4).'}),
}

/** What is made of the verdict. */
const verdictFlags = {
  policy: Flags.boolean({
    description: "Write the function's least-privilege policy in place of the report.",
    default: false,
  }),
  'fail-on': Flags.option({
    options: ['critical', 'high', 'medium', 'low'] as const,
    default: 'high' as const,
    description: 'Least severity of a failing item that ends with exit 3.',
  })(),
  strict: Flags.boolean({description: 'Exit 3 too when a critical item could not be judged.', default: false}),
  baseline: Flags.string({
    description: 'An earlier --json answer; items that fail there do not count.',
    helpValue: 'FILE',
  }),
}

export const rehearseFlags = {...subjectFlags, ...targetFlags, ...playFlags, ...verdictFlags}
