import type {AwsScope} from '../aws/gateways.ts'
import {functionArnOf} from '../deploy/deployment.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {type Member, rotatingNow, type Team} from './deploy-many-member.ts'
import type {ManyOptions} from './deploy-many-options.ts'
import {someOf} from './deploy-names.ts'
import {usersOf} from './deploy-many-users.ts'

/** Users whose secret still rotates with the function, and whom the source does not name. */
export interface Others {
  /** Their rotation is switched off. */
  readonly removed: readonly Member[]
  /** They go on as they are. */
  readonly kept: readonly Member[]
}

interface Seen {
  readonly team: Team
  readonly members: readonly Member[]
  readonly secrets: ReadonlyMap<string, SecretDescription>
  readonly options: ManyOptions
}

/** Asks what becomes of them. One whose rotation is under way is kept: half a rotation is not left behind. */
export async function othersOf(context: Context, scope: AwsScope, seen: Seen): Promise<Others> {
  const unnamed = await unnamedOf(context, scope, seen)
  if (unnamed.length === 0 || !(await areRemoved(context, unnamed, seen.options))) return {removed: [], kept: unnamed}
  const busy = unnamed.map(member => ({member, rotating: rotatingNow(member.description)}))
  return {
    removed: busy.flatMap(({member, rotating}) => (rotating === undefined ? [member] : [])),
    kept: busy.flatMap(({member, rotating}) => (rotating === undefined ? [] : [{...member, skipped: rotating}])),
  }
}

async function unnamedOf(
  context: Context,
  scope: AwsScope,
  {team, members, secrets}: Seen,
): Promise<readonly Member[]> {
  const named = new Set(members.filter(({user}) => user !== undefined).map(({secretName}) => secretName))
  const functionArn = functionArnOf(team.deployment)
  const rotating = [...secrets.values()].filter(
    ({name, rotationEnabled, rotationFunctionArn}) =>
      rotationEnabled === true && rotationFunctionArn === functionArn && !named.has(name),
  )
  const nameOf = ({name, tags}: SecretDescription) => tags[team.userTag] ?? name.slice(team.prefix.length)
  const users = await usersOf(context, scope, {kind: 'names', names: rotating.map(nameOf)})
  const paths = new Map(users.map(({userName, user}) => [userName, user]))
  return rotating.map(description => {
    const userName = nameOf(description)
    const user = paths.get(userName)
    const base = {userName, secretName: description.name, description, changes: []}
    return user === undefined ? base : {...base, user}
  })
}

async function areRemoved(
  context: Context,
  unnamed: readonly Member[],
  {others, dryRun}: ManyOptions,
): Promise<boolean> {
  if (others !== undefined) return others === 'remove'
  if (dryRun) return true
  const names = someOf(unnamed.map(({userName}) => userName))
  return context.ask.confirm({
    message: `Switch off the rotation of ${names}? The command line names them no more. Secrets and keys stay.`,
    answeredBy: '--remove or --keep',
  })
}
