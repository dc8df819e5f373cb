import {Flags} from '@oclif/core'
import type {ListFilter} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {mostAtOnce} from '../operations/rotate-many.ts'
import type {TagWish} from '../operations/tag-filters.ts'
import {filterFlag, tagFlag} from './status-flags.ts'

const many = {helpGroup: 'MANY SECRETS'} as const

/** Flags of a rotation of several secrets. */
export const rotateManyFlags = {
  from: Flags.string({...many, description: 'Secrets from a list, one name or ARN a line.', helpValue: 'FILE|-'}),
  filter: filterFlag({
    ...many,
    description: 'Secrets that AWS finds by it; a value alone is the beginning of a name.',
  }),
  tag: tagFlag({...many, description: 'Secrets with this tag.'}),
  concurrency: Flags.integer({
    ...many,
    min: 1,
    max: mostAtOnce,
    description: `Rotations at a time, once the first has gone well; 1 to ${mostAtOnce}, and never more than the reserved concurrency of their function. Default: 1.`,
    helpValue: 'N',
  }),
  'keep-going': Flags.boolean({...many, description: 'Go on after a secret that does not end well.'}),
  resume: Flags.string({...many, description: 'Go on with what a run had left of its list.', helpValue: 'RUN'}),
}

export interface RotateManyFlagValues {
  readonly from?: string | undefined
  readonly filter?: readonly ListFilter[] | undefined
  readonly tag?: readonly TagWish[] | undefined
  readonly concurrency?: number | undefined
  readonly 'keep-going'?: boolean
  readonly resume?: string | undefined
  readonly allow?: readonly string[] | undefined
  readonly compromised?: boolean
}

/** Whence the secrets come. `one`: a single SECRET, or none, for which there is a picker. */
export type ManyKind = 'one' | 'named' | 'from' | 'listed' | 'resume'

/** Reads from the command line which secrets are meant. Throws USAGE (exit 2) where two ways are mixed. */
export function manyKind(secrets: readonly string[], flags: RotateManyFlagValues): ManyKind {
  const ways = [
    ...(secrets.length > 0 ? [{way: 'SECRET', kind: secrets.length === 1 ? 'one' : 'named'} as const] : []),
    ...(flags.from === undefined ? [] : [{way: '--from', kind: 'from'} as const]),
    ...((flags.filter ?? flags.tag) === undefined ? [] : [{way: '--filter or --tag', kind: 'listed'} as const]),
    ...(flags.resume === undefined ? [] : [{way: '--resume', kind: 'resume'} as const]),
  ]
  const [first, second] = ways
  if (first !== undefined && second !== undefined) {
    throw usage(`${first.way} and ${second.way} both say which secrets.`, 'Leave one of them out.')
  }
  const kind = first?.kind ?? 'one'
  if (kind === 'one') checkOne(flags)
  else checkMany(secrets, flags)
  return kind
}

function checkOne(flags: RotateManyFlagValues): void {
  const only = flags.concurrency === undefined ? '--keep-going' : '--concurrency'
  if (flags.concurrency === undefined && flags['keep-going'] !== true) return
  throw usage(`${only} is for several secrets.`, 'Name several, or use --from, --filter or --tag.')
}

function checkMany(secrets: readonly string[], flags: RotateManyFlagValues): void {
  if (flags.compromised === true) {
    throw usage(
      '--compromised ends the credential of one secret.',
      'Rotate each alone: secrot rotate SECRET --compromised',
    )
  }
  if ((flags.allow ?? []).length > 0) {
    throw usage(
      '--allow answers a question about one secret.',
      'Rotate that one alone: secrot rotate SECRET --allow ID',
    )
  }
  const twice = secrets.find((secret, index) => secrets.indexOf(secret) !== index)
  if (twice !== undefined) throw usage(`${twice} is named twice.`, 'Leave it out once.')
}

function usage(message: string, hint: string): SecrotError {
  return new SecrotError({code: 'USAGE', message, hint, exit: EXIT.usage})
}
