import type {StatementReading} from '../doctor/readings/invoke-statements.ts'
import {statementIdFor} from '../doctor/statement-id.ts'
import type {Context} from './context.ts'
import {
  type GrantPlace,
  grantPlace,
  grantPlaceActions,
  type GrantSubject,
  readPolicy,
  type ReadPolicy,
} from './grant-place.ts'
import type {GrantOutcome, GrantResult} from './grant-result.ts'
import {removalOf} from './grant-revoke.ts'
import {mutate, mutateActions} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {addPermissionMutation} from './permission-changes.ts'
import {unsafe} from './secret-refusals.ts'

export const grantActions = [
  ...grantPlaceActions,
  ...mutateActions,
  'lambda:AddPermission',
  'lambda:RemovePermission',
] as const

export interface GrantOptions extends GrantSubject {
  /** Answers the question whether to add it. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  /** Ids of statements that may be taken away. */
  readonly allow: readonly string[]
  readonly dryRun: boolean
  /** Adds the scoped statement although a wider one allows it already. Absent: false. */
  readonly narrow?: boolean
}

/** The policy as it is. */
export async function listGrants(context: Context, subject: GrantSubject): Promise<GrantResult> {
  const place = await grantPlace(context, subject, 'read')
  return {place, outcome: 'listed', policy: await readPolicy(context, place), changes: []}
}

/**
 * Lets Secrets Manager invoke the function, for one secret or all of the account; does nothing where it may already.
 * Throws INVOKE_DENIED (exit 3) where a statement forbids it, STATE_CHANGED, and what AWS refuses with.
 */
export async function grant(context: Context, options: GrantOptions): Promise<GrantResult> {
  return grantAt(context, await grantPlace(context, options, 'change'), options)
}

/** The same where the function and what is wanted are known already; the answer to its question is `--yes` unless named. */
export async function grantAt(
  context: Context,
  place: GrantPlace,
  options: Omit<GrantOptions, keyof GrantSubject> & {readonly answeredBy?: string},
): Promise<GrantResult> {
  const before = await readPolicy(context, place)
  const standing = standingGrant(before, options.narrow === true)
  if (standing !== undefined) return {place, outcome: 'already', policy: before, changes: [], ...idOf(standing)}
  refuseDenied(context, place, before)
  const statementId = statementIdOf(place)
  const changes: Mutation[] = []
  const end = async (outcome: GrantOutcome): Promise<GrantResult> => {
    const policy = outcome === 'granted' ? await readPolicy(context, place) : before
    return {place, outcome, statementId, policy, changes}
  }
  const other = before.statements.find(({id}) => id === statementId)
  if (other !== undefined) {
    const removal = removalOf(context, place, before, other)
    changes.push(removal)
    const message = `Statement ${statementId} is there with other content. Replace it?`
    const answer = options.allow.includes(statementId) ? true : undefined
    const ask = {message, answeredBy: `--allow ${statementId}`, typed: statementId, answer}
    const removed = await mutate(context, removal, {dryRun: options.dryRun, ask})
    if (removed.kind === 'declined') return end('declined')
    if (removed.kind === 'unknown') throw removed.error
  }
  const now = other === undefined || options.dryRun ? before : await readPolicy(context, place)
  const addition = additionOf(context, place, now)
  changes.push(addition)
  const {account, secretArn} = place.wanted
  const ask = {
    message: `Let Secrets Manager of account ${account} invoke ${place.target.arn}${secretArn === undefined ? '' : ` for ${secretArn}`}?`,
    answeredBy: options.answeredBy ?? '--yes',
    // Whoever wanted the other one replaced has said yes to this one.
    answer: options.yes === true || other !== undefined ? true : undefined,
  }
  const added = await mutate(context, addition, {dryRun: options.dryRun, ask})
  if (added.kind === 'planned' || added.kind === 'declined') return end(added.kind)
  const result = await end('granted')
  // A lost reply says nothing; the policy does.
  if (added.kind === 'unknown' && !result.policy.statements.some(({id}) => id === statementId)) throw added.error
  return result
}

/** The statement by which it is allowed already: the exact one first. With `narrow` only that one counts. */
function standingGrant({statements, allowed}: ReadPolicy, narrow: boolean): StatementReading | undefined {
  if (!allowed) return undefined
  const exact = statements.find(({relation}) => relation === 'exact')
  return exact ?? (narrow ? undefined : statements.find(({relation}) => relation === 'wider' || relation === 'public'))
}

function refuseDenied(context: Context, {target}: GrantPlace, {statements}: ReadPolicy): void {
  const deny = statements.find(({relation}) => relation === 'denies')
  if (deny === undefined) return
  const flags = context.scopeFlags(target.scope).aws
  throw unsafe(
    'INVOKE_DENIED',
    `Statement ${deny.id ?? 'without an id'} of ${target.arn} forbids it: one that allows it would change nothing.`,
    ['See the policy', ['aws', 'lambda', 'get-policy', '--function-name', target.arn, ...flags]],
  )
}

/** The id of the statement that `grant` writes: always the same for the same content. */
function statementIdOf({wanted}: GrantPlace): string {
  return statementIdFor(wanted.functionArn, wanted.account, wanted.secretArn)
}

function additionOf(context: Context, place: GrantPlace, {revisionId}: ReadPolicy): Mutation<void> {
  const {wanted, target} = place
  return addPermissionMutation(context, target.scope, {
    kind: 'add-permission',
    functionArn: wanted.functionArn,
    statementId: statementIdOf(place),
    sourceAccount: wanted.account,
    ...(wanted.secretArn === undefined ? {} : {sourceArn: wanted.secretArn}),
    ...(revisionId === undefined ? {} : {revisionId}),
  })
}

function idOf({id}: StatementReading): {readonly statementId?: string} {
  return id === undefined ? {} : {statementId: id}
}
