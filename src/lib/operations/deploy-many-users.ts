import pMap from 'p-map'
import {parseArn} from '../arn.ts'
import type {AwsScope, PrincipalInfo} from '../aws/gateways.ts'
import type {Context} from './context.ts'
import type {UsersSource} from './deploy-many-options.ts'

export const deployManyUsersActions = ['iam:GetUser', 'iam:ListUsers'] as const

/** Calls under way at the same time, of users and of secrets. */
export const AT_A_TIME = 8

/** A user as IAM knows it. */
export interface FoundUser {
  readonly userName: string
  /** With its path: `team/ana`. Absent: there is none of that name. */
  readonly user?: string
  /** The secret that rotates its keys, as the rotator wrote it down. Absent: none does. */
  readonly claim?: string
}

/** Tag by which the rotator claims a user; see the rotator's `user.ts`. */
const CLAIM_TAG = 'secrot:secret'

/** What IAM takes: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
const takenByIam = /^[\w+=,.@-]{1,64}$/

/** The users of a source, in the order of their names; of users who are named, also those who do not exist. */
export async function usersOf(context: Context, scope: AwsScope, source: UsersSource): Promise<readonly FoundUser[]> {
  const found =
    source.kind === 'names' ? await named(context, scope, source.names) : await tagged(context, scope, source)
  // Two spellings of one name are one user.
  const once = [...new Map(found.map(one => [one.userName, one])).values()]
  return once.toSorted((a, b) => (a.userName < b.userName ? -1 : 1))
}

async function named(context: Context, scope: AwsScope, names: readonly string[]): Promise<readonly FoundUser[]> {
  return pMap([...new Set(names)], async name => foundUser(name, await userOf(context, scope, name)), {
    concurrency: AT_A_TIME,
  })
}

async function userOf(context: Context, scope: AwsScope, name: string): Promise<PrincipalInfo | undefined> {
  if (!takenByIam.test(name)) return undefined
  return context.aws(scope).iam.user(name, {signal: context.signal})
}

/** IAM lists no tags and filters by none: every user of the account is asked for, a page at a time. */
async function tagged(
  context: Context,
  scope: AwsScope,
  {key, value}: {readonly key: string; readonly value: string},
): Promise<readonly FoundUser[]> {
  const {iam} = context.aws(scope)
  const {progress, signal} = context
  const users: FoundUser[] = []
  let seen = 0
  for await (const names of iam.userNames({signal})) {
    const page = await pMap(names, async name => [name, await iam.user(name, {signal})] as const, {
      concurrency: AT_A_TIME,
    })
    seen += names.length
    for (const [name, info] of page) if (info?.tags[key] === value) users.push(foundUser(name, info))
    progress.activity(`looking at the tags of each user of the account: ${users.length} of ${seen} have it`)
  }
  progress.activity('')
  return users
}

function foundUser(userName: string, info: PrincipalInfo | undefined): FoundUser {
  const user = parseArn(info?.arn ?? '')?.resource.replace(/^user\//, '')
  const claim = info?.tags[CLAIM_TAG]
  return {
    // IAM finds a name in whatever case it is written.
    userName: user === undefined ? userName : user.slice(user.lastIndexOf('/') + 1),
    ...(user === undefined ? {} : {user}),
    ...(claim === undefined ? {} : {claim}),
  }
}
