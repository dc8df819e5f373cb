import {Flags} from '@oclif/core'
import {parseUserList} from '../operations/deploy-many-list.ts'
import type {UsersSource} from '../operations/deploy-many-options.ts'
import {deployUsage} from '../operations/deploy-refusals.ts'
import type {ListText} from '../operations/secret-list.ts'

const many = {helpGroup: 'MANY USERS'} as const

/** What `deploy` can be told of many users. */
export const deployManyFlags = {
  users: Flags.string({
    ...many,
    description: 'iam-access-key: the users of a list, one name a line, each with a secret of its own.',
    helpValue: 'FILE|-',
    exclusive: ['user', 'user-tag'],
  }),
  'user-tag': Flags.string({
    ...many,
    description: 'iam-access-key: the users who have this tag. Each user of the account is asked for it.',
    helpValue: 'KEY=VALUE',
    exclusive: ['user'],
  }),
  prefix: Flags.string({
    ...many,
    description: 'What the names of their secrets begin with. Default: iam-access-key/.',
    helpValue: 'PREFIX/',
  }),
  remove: Flags.boolean({
    ...many,
    description: 'Switch off the rotation of users under the prefix who are not named any more.',
    exclusive: ['keep'],
  }),
  keep: Flags.boolean({...many, description: 'Let users under the prefix go on who are not named.'}),
}

export interface DeployManyFlagValues {
  readonly user?: readonly string[] | undefined
  readonly users?: string | undefined
  readonly 'user-tag'?: string | undefined
  readonly prefix?: string | undefined
  readonly remove?: boolean
  readonly keep?: boolean
  readonly secret?: string | undefined
  readonly adopt?: string | undefined
  readonly api?: string | undefined
  readonly allow?: readonly string[] | undefined
  readonly 'new-kms-key'?: string | undefined
  readonly reader?: readonly string[] | undefined
  readonly emit?: string | undefined
  readonly now?: boolean
}

/** undefined: it is deployed for one secret. Throws USAGE (exit 2) for what does not go together. */
export async function usersSource(
  flags: DeployManyFlagValues,
  listText: (from: string) => Promise<ListText>,
): Promise<UsersSource | undefined> {
  const {user = [], users, secret, adopt} = flags
  const tag = flags['user-tag']
  const one = secret ?? adopt
  const manyOnly = ['users', 'user-tag', 'prefix', 'remove', 'keep'].filter(name => given(flags, name))
  if (one !== undefined && (manyOnly.length > 0 || user.length > 1))
    throw deployUsage(
      `--secret is for one user, ${manyOnly.length > 0 ? `--${manyOnly[0]}` : 'more than one --user'} for many.`,
      'Leave --secret out: each user gets a secret under --prefix.',
    )
  if (one !== undefined || (manyOnly.length === 0 && user.length === 0)) return undefined
  refuseOthers(flags)
  if (tag !== undefined) return tagSource(tag, flags)
  if (users !== undefined) return {kind: 'names', names: parseUserList(await listText(users))}
  if (user.length > 0) return {kind: 'names', names: user}
  throw deployUsage('Which users?', 'Name them: --user USER, --users FILE or --user-tag KEY=VALUE')
}

function given(flags: DeployManyFlagValues, name: string): boolean {
  const value: unknown = flags[name as keyof DeployManyFlagValues]
  return value !== undefined && value !== false
}

function refuseOthers(flags: DeployManyFlagValues): void {
  const forOne = ['api', 'allow', 'new-kms-key', 'reader', 'emit', 'subnet', 'security-group', 'endpoint']
  const [other] = forOne.filter(name => given(flags, name))
  if (other !== undefined)
    throw deployUsage(`--${other} is for one secret.`, 'Leave it out, or deploy each secret by itself: --secret SECRET')
  if (flags.now === true)
    throw deployUsage(
      '--now would rotate all of them at once.',
      'Rotate them one after the other: secrot rotate --filter name=PREFIX',
    )
}

/** The role tells users by their tag, so that nobody without it can be kept. */
function tagSource(tag: string, {keep}: DeployManyFlagValues): UsersSource {
  const [, key, value] = /^([^=]+)=([^]*)$/.exec(tag) ?? []
  if (key === undefined || value === undefined)
    throw deployUsage('--user-tag is not a tag and its value.', 'It looks like --user-tag rotate=yes')
  if (keep === true)
    throw deployUsage(
      '--keep keeps nobody with --user-tag.',
      'The role allows the users who have the tag, and no others.',
    )
  return {kind: 'tag', key, value}
}
