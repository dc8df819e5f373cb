import type {AwsCall} from '../doctor/plan.ts'
import type {StatementReading} from '../doctor/readings/invoke-statements.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {awsCommand} from './doctor-aws.ts'
import {
  type GrantPlace,
  grantPlace,
  type GrantSubject,
  type PolicyPlace,
  readPolicy,
  type ReadPolicy,
} from './grant-place.ts'
import type {GrantResult} from './grant-result.ts'
import {mutate} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {removePermissionMutation} from './permission-changes.ts'
import {unsafe} from './secret-refusals.ts'

export interface RevokeOptions extends GrantSubject {
  /** Absent: the statement that allows exactly what `grant` would. */
  readonly statementId?: string | undefined
  readonly allow: readonly string[]
  readonly dryRun: boolean
}

/**
 * Takes one permission of Secrets Manager away; does nothing where it is gone. Throws STATEMENT_AMBIGUOUS (exit 2),
 * STATEMENT_NOT_OURS (exit 3), STATE_CHANGED, and what AWS refuses with.
 */
export async function revoke(context: Context, options: RevokeOptions): Promise<GrantResult> {
  const place = await grantPlace(context, options, 'change')
  const before = await readPolicy(context, place)
  const statement = chosen(context, place, before, options.statementId)
  const named = statement?.id ?? options.statementId
  const base = {place, ...(named === undefined ? {} : {statementId: named})}
  if (statement?.id === undefined) return {...base, outcome: 'absent', policy: before, changes: []}
  const {id} = statement
  const removal = removalOf(context, place, before, statement)
  const changes = [removal]
  const ask = {
    message: `Take statement ${id} away from ${place.target.arn}? Rotations that need it fail from then on.`,
    answeredBy: `--allow ${id}`,
    typed: id,
    answer: options.allow.includes(id) ? true : undefined,
  }
  const outcome = await mutate(context, removal, {dryRun: options.dryRun, ask})
  if (outcome.kind === 'planned' || outcome.kind === 'declined')
    return {...base, outcome: outcome.kind, policy: before, changes}
  const policy = await readPolicy(context, place)
  // A lost reply says nothing; the policy does.
  if (outcome.kind === 'unknown' && policy.statements.some(other => other.id === id)) throw outcome.error
  return {...base, outcome: 'revoked', policy, changes}
}

/** RemovePermission of a statement, with the call that writes the same again. */
export function removalOf(
  context: Context,
  {target}: Pick<PolicyPlace, 'target'>,
  {revisionId}: ReadPolicy,
  statement: StatementReading,
): Mutation<void> {
  const back = additionCall(target.arn, statement)
  const call = {
    kind: 'remove-permission' as const,
    functionArn: target.arn,
    statementId: statement.id ?? '',
    ...(revisionId === undefined ? {} : {revisionId}),
  }
  const undo: Mutation['undo'] =
    back === undefined
      ? {kind: 'none', because: 'AddPermission cannot write this statement'}
      : {kind: 'commands', commands: [awsCommand(back, context.scopeFlags(target.scope).aws)]}
  const before = back === undefined ? undefined : {action: 'lambda:AddPermission', request: back.input}
  return removePermissionMutation(context, target.scope, call, undo, before)
}

function chosen(
  context: Context,
  {target}: GrantPlace,
  {statements}: ReadPolicy,
  statementId: string | undefined,
): StatementReading | undefined {
  if (statementId === undefined) return onlyExact(statements)
  const found = statements.find(({id}) => id === statementId)
  if (found === undefined) return undefined
  if (found.relation !== 'other' && found.effect === 'Allow') return found
  const words = ['aws', 'lambda', 'remove-permission', '--function-name', target.arn, '--statement-id', statementId]
  throw unsafe(
    'STATEMENT_NOT_OURS',
    `Statement ${statementId} does not allow anything to Secrets Manager; it is left as it is.`,
    ['Without secrot', [...words, ...context.scopeFlags(target.scope).aws]],
  )
}

function onlyExact(statements: readonly StatementReading[]): StatementReading | undefined {
  const same = statements.filter(({relation}) => relation === 'exact' || relation === 'duplicate')
  if (same.length < 2) return same[0]
  throw new SecrotError({
    code: 'STATEMENT_AMBIGUOUS',
    message: `${same.length} statements allow the same: ${same.map(({id}) => id).join(', ')}.`,
    hint: 'Name the one to take away: --revoke STATEMENT-ID',
    exit: EXIT.usage,
  })
}

/** The AddPermission that writes a statement; undefined for one that was written in another way. */
function additionCall(functionArn: string, statement: StatementReading): AwsCall | undefined {
  const {id, principals, actions, conditions} = statement
  const sources = conditions.map(({operator, key, values}) => [`${operator} ${key.toLowerCase()}`, values] as const)
  const members: Readonly<Record<string, string>> = {
    'StringEquals aws:sourceaccount': 'SourceAccount',
    'ArnLike aws:sourcearn': 'SourceArn',
  }
  const single = [principals, actions, ...sources.map(([, values]) => values)].every(list => list.length === 1)
  if (!single || sources.some(([name]) => !(name in members))) return undefined
  return {
    service: 'lambda',
    operation: 'AddPermission',
    input: {
      FunctionName: functionArn,
      StatementId: id,
      Action: actions[0],
      Principal: principals[0],
      ...Object.fromEntries(sources.map(([name, [value]]) => [members[name], value])),
    },
  }
}
