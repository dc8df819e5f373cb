import {Args, Flags} from '@oclif/core'
import {EXIT, SecrotError} from '../errors.ts'

const aws = {helpGroup: 'AWS'} as const
// oclif's `multiple` is greedy: `--region eu-central-1 prod/api` would name two regions.
const repeatable = {multiple: true, multipleNonGreedy: true} as const

/** Flags of every command that talks to AWS about one scope. */
export const awsFlags = {
  profile: Flags.string({...aws, description: 'Profile of the shared AWS configuration.', helpValue: 'NAME'}),
  region: Flags.string({...aws, description: 'Region. The region in an ARN goes first.', helpValue: 'REGION'}),
  'endpoint-url': Flags.string({...aws, description: 'Endpoint in place of AWS itself.', helpValue: 'URL'}),
  'allow-insecure-endpoint': Flags.boolean({
    ...aws,
    description: 'Allow http:// to an endpoint that is not on this machine.',
  }),
}

/** The same for commands that read several regions and profiles at once; both flags are lists. */
export const fleetFlags = {
  ...awsFlags,
  profile: Flags.string({...aws, ...repeatable, description: 'Profile; repeat it for several.', helpValue: 'NAME'}),
  region: Flags.string({
    ...aws,
    ...repeatable,
    description: 'Region; repeat it for several, `all` for every one of the account.',
    helpValue: 'REGION',
  }),
}

/** Flags of every command that changes something. */
export const changeFlags = {
  yes: Flags.boolean({char: 'y', description: 'Answer yes to what the command line itself names.'}),
  'dry-run': Flags.boolean({description: 'Show what would be done and stop.'}),
  'no-journal': Flags.boolean({description: 'Act without a journal: no undo, and no trace of an interrupted run.'}),
}

/** `--format`; `--json` is short for `--format json` and is there already. The first format is the default. */
export function formatFlag<Format extends string>(formats: readonly [Format, ...Format[]]) {
  return Flags.option({
    options: formats,
    default: formats[0],
    description: 'How the answer is written.',
    helpValue: formats.join('|'),
  })()
}

/** A repeatable flag that takes one value each time. */
export const repeatableFlag = repeatable

/** SECRET, or nothing: in a terminal the command then offers a picker. */
export const secretArg = Args.string({description: 'Name, ARN or partial ARN of a secret.', ignoreStdin: true})

/** SECRET…, any number. */
export const secretsArg = Args.string({
  description: 'Names, ARNs or partial ARNs of secrets.',
  multiple: true,
  ignoreStdin: true,
})

/** RUN, for commands about one run of the journal. */
export const runArg = Args.string({
  description: 'Id of a run, as `secrot journal` shows it.',
  required: true,
  ignoreStdin: true,
})

const units: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/** A duration such as `90s`, `30m`, `2h`, `7d`; the flag's value is milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: input => Promise.resolve(durationOf(input)),
})

/** In ms. Throws USAGE (exit 2). */
export function durationOf(input: string): number {
  const [, digits, unit] = /^(\d+)(s|m|h|d)$/.exec(input) ?? []
  const factor = units[unit ?? '']
  if (digits !== undefined && factor !== undefined) return Number(digits) * factor
  throw new SecrotError({
    code: 'USAGE',
    message: 'A duration is a whole number and a unit: 90s, 30m, 2h or 7d.',
    exit: EXIT.usage,
  })
}
