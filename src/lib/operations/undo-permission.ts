import {parseArn} from '../arn.ts'
import {onlyReads} from './configured-scope.ts'
import type {Context, Question} from './context.ts'
import {functionScope} from './doctor-function.ts'
import {readPolicy, type PolicyPlace, type ReadPolicy} from './grant-place.ts'
import {removalOf} from './grant-revoke.ts'
import type {ChangeStory} from './journal-story.ts'
import {mutate} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {addPermissionMutation} from './permission-changes.ts'
import {forbidden, type UndoPart} from './undo-part.ts'

/** A statement as AddPermission writes it. */
interface Statement {
  readonly id: string
  readonly sourceAccount?: string
  readonly sourceArn?: string
}

interface Step {
  readonly take: 'away' | 'back'
  readonly statement: Statement
}

export interface UndoPermissionOptions {
  readonly functionProfile?: string | undefined
  /** Ids of statements that may be taken away. */
  readonly allow: readonly string[]
}

/** The permissions of one function, as they were before the run: what it added is taken away, what it took is written again. */
export async function undoPermission(
  context: Context,
  functionArn: string,
  changes: readonly ChangeStory[],
  {functionProfile, allow}: UndoPermissionOptions,
): Promise<UndoPart> {
  const scope = await functionScope({context, options: {functionProfile}}, functionArn)
  if (scope.kind === 'unknown') return forbidden(functionArn, scope.reason)
  if (scope.value.role !== undefined) return forbidden(functionArn, onlyReads(parseArn(functionArn)?.accountId ?? ''))
  const there = {arn: functionArn, scope: {...context.scope, ...scope.value}}
  const steps: Step[] = []
  for (const change of changes.toReversed()) {
    const step = stepOf(change)
    if (typeof step === 'string') return forbidden(functionArn, step)
    steps.push(step)
  }
  const open: Step[] = []
  for (const step of steps) {
    const state = await stateOf(context, there, step, open)
    if (typeof state === 'string' && state !== 'done' && state !== 'open') return forbidden(functionArn, state)
    if (state === 'open') open.push(step)
  }
  if (open.length === 0) return {kind: 'already', resource: functionArn, notes: []}
  const mutations: Mutation<void>[] = []
  for (const [index, step] of open.entries()) mutations.push(await mutationOf(context, there, step, index > 0))
  return {
    kind: 'act',
    resource: functionArn,
    mutations,
    questions: open.flatMap(step => questionOf(functionArn, step, allow)),
    notes: [],
    act: async () => {
      // The first is tied to the policy that was shown; each other one to what the one before it left.
      for (const [index, step] of open.entries()) {
        const shown = index === 0 ? mutations[0] : undefined
        await send(context, there, step, shown ?? (await mutationOf(context, there, step, false)))
      }
    },
  }
}

interface There {
  readonly arn: string
  readonly scope: Context['scope']
}

/** What takes one change back, or why nothing can. */
function stepOf({intent: {action, request, before}}: ChangeStory): Step | string {
  const away = action === 'lambda:AddPermission'
  const written = (away ? request : before?.request) as Readonly<Record<string, string>> | undefined
  const {
    StatementId: id,
    Principal: principal,
    Action: allowed,
    SourceAccount: sourceAccount,
    SourceArn: sourceArn,
  } = written ?? {}
  if (id === undefined) return `the journal does not tell what statement ${String(request['StatementId'])} said`
  if (principal !== 'secretsmanager.amazonaws.com' || allowed !== 'lambda:InvokeFunction')
    return `statement ${id} was about others than Secrets Manager`
  const statement = {
    id,
    ...(sourceAccount === undefined ? {} : {sourceAccount}),
    ...(sourceArn === undefined ? {} : {sourceArn}),
  }
  return {take: away ? 'away' : 'back', statement}
}

function placeOf({arn, scope}: There, {sourceAccount, sourceArn}: Statement): PolicyPlace {
  const account = sourceAccount ?? parseArn(arn)?.accountId ?? ''
  const wanted = {functionArn: arn, account, ...(sourceArn === undefined ? {} : {secretArn: sourceArn})}
  return {target: {arn, scope}, wanted}
}

/** `open`: to be done. `done`: it is so already. Anything else forbids it. */
async function stateOf(
  context: Context,
  there: There,
  {take, statement}: Step,
  before: readonly Step[],
): Promise<string> {
  const policy = await readPolicy(context, placeOf(there, statement))
  const found = policy.statements.find(({id}) => id === statement.id)
  const same = found !== undefined && saysTheSame(found, statement)
  if (take === 'away') {
    if (found === undefined) return 'done'
    return same ? 'open' : `statement ${statement.id} was changed since`
  }
  // The one that stands under this id may be the one that is taken away first.
  const first = before.some(step => step.take === 'away' && step.statement.id === statement.id)
  if (found === undefined || first) return 'open'
  return same ? 'done' : `statement ${statement.id} is there with other content`
}

/** Exactly the conditions that AddPermission writes for it (https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html). */
function saysTheSame(
  {principals, actions, conditions, effect}: ReadPolicy['statements'][number],
  {sourceAccount, sourceArn}: Statement,
): boolean {
  const said = conditions.map(({operator, key, values}) => `${operator} ${key.toLowerCase()} ${values.join()}`)
  const wanted = [
    ...(sourceAccount === undefined ? [] : [`StringEquals aws:sourceaccount ${sourceAccount}`]),
    ...(sourceArn === undefined ? [] : [`ArnLike aws:sourcearn ${sourceArn}`]),
  ]
  const same = said.toSorted().join('\n') === wanted.toSorted().join('\n')
  return (
    effect === 'Allow' &&
    principals.join() === 'secretsmanager.amazonaws.com' &&
    actions.join() === 'lambda:InvokeFunction' &&
    same
  )
}

/** Tied to the revision that is read now; what comes after another change of the policy is shown without one. */
async function mutationOf(
  context: Context,
  there: There,
  {take, statement}: Step,
  untied: boolean,
): Promise<Mutation<void>> {
  const place = placeOf(there, statement)
  const read = await readPolicy(context, place)
  const policy = untied ? {statements: read.statements, allowed: read.allowed} : read
  const found = policy.statements.find(({id}) => id === statement.id)
  if (take === 'away' && found !== undefined) return removalOf(context, place, policy, found)
  const {revisionId} = policy
  return addPermissionMutation(context, there.scope, {
    kind: 'add-permission',
    functionArn: there.arn,
    statementId: statement.id,
    ...(statement.sourceAccount === undefined ? {} : {sourceAccount: statement.sourceAccount}),
    ...(statement.sourceArn === undefined ? {} : {sourceArn: statement.sourceArn}),
    ...(revisionId === undefined ? {} : {revisionId}),
  })
}

function questionOf(functionArn: string, {take, statement: {id}}: Step, allow: readonly string[]): readonly Question[] {
  if (take === 'back') return []
  return [
    {
      message: `Take statement ${id} away from ${functionArn}? Rotations that need it fail from then on.`,
      answeredBy: `--allow ${id}`,
      typed: id,
      answer: allow.includes(id) ? true : undefined,
    },
  ]
}

async function send(context: Context, there: There, step: Step, mutation: Mutation<void>): Promise<void> {
  const outcome = await mutate(context, mutation, {shown: true})
  if (outcome.kind !== 'unknown') return
  // A lost reply says nothing; the policy does.
  const {statements} = await readPolicy(context, placeOf(there, step.statement))
  const isThere = statements.some(({id}) => id === step.statement.id)
  if (isThere !== (step.take === 'back')) throw outcome.error
}
