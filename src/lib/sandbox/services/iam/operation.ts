/** What IAM's operations have in common: input checked first, then one permission, then the work. */
import {ServiceError, type Authorization, type Call, type OperationDefinition, type World} from '../../kernel.ts'
import {pageOf} from '../../pagination.ts'
import type {MemberRules} from '../../validate.ts'
import {arnOf, parseHolderArn, rootArn, type HolderKind} from './arns.ts'
import {validationError} from './errors.ts'
import {textOf, validateQuery} from './input.ts'
import type {KeyUses} from './key-uses.ts'
import type {Tag} from './policy/request.ts'
import type {IamState} from './state.ts'

/** What the operations work on. */
export interface IamContext {
  readonly world: World
  readonly state: IamState
  readonly uses: KeyUses
}

/** What a permission is asked on; IAM's refusals name it as `user ana`, `role rotator` or by ARN. */
export type Target = Pick<Authorization, 'resource' | 'resourceAsWritten' | 'conditions'>

interface IamOperation {
  readonly name: string
  readonly rules: MemberRules
  readonly on: (call: Call) => Target
  readonly run: (call: Call, input: Readonly<Record<string, unknown>>) => unknown
  readonly trail?: OperationDefinition['trail']
}

/** Get and List only read; so does the simulator. */
const reads = /^(?:Get|List|Simulate)/

export function iamOperation({name, rules, on, run, trail}: IamOperation): OperationDefinition {
  return {
    name,
    readOnly: reads.test(name),
    authorize(call) {
      validateQuery(call.input, rules)
      return [{action: `iam:${name}`, ...on(call)}]
    },
    run: call => run(call, validateQuery(call.input, rules)),
    ...(trail === undefined ? {} : {trail}),
  }
}

const nameMembers = {user: 'UserName', role: 'RoleName', group: 'GroupName'} as const
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length. */
const nameLengths = {user: 64, role: 64, group: 128} as const

/** `UserName`, `RoleName` or `GroupName`. */
export function nameMember(kind: HolderKind): string {
  return nameMembers[kind]
}

/** Rules for that member where it must be given. */
export function nameRules(kind: HolderKind): MemberRules {
  return {[nameMembers[kind]]: {required: true, min: 1, max: nameLengths[kind]}}
}

export const pagingRules: MemberRules = {
  Marker: {min: 1},
  MaxItems: {type: 'number', min: 1, max: 1000},
  PathPrefix: {min: 1, max: 512},
}

/** A name in the alphabet of IAM. Throws ValidationError. */
export function checkedName(call: Call, member: string): string {
  const name = textOf(call.input, member)
  if (/^[\w+=,.@-]+$/.test(name)) return name
  const field = member.charAt(0).toLowerCase() + member.slice(1)
  throw validationError(
    `The specified value for ${field} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  )
}

/** `/` or a path between slashes. Throws ValidationError. */
export function pathOf(call: Call): string {
  const path = textOf(call.input, 'Path') || '/'
  if (/^\/(?:[\u0021-\u007E]*\/)?$/.test(path)) return path
  throw validationError(
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  )
}

/** The permission is asked on the user, role or group that the call names, which need not exist. */
export function onHolder(
  state: IamState,
  kind: HolderKind,
  call: Call,
  name = textOf(call.input, nameMember(kind)),
): Target {
  const holder = state.find(kind, call.accountId, name)
  const tags = holder !== undefined && 'tags' in holder ? holder.tags : []
  const path = holder?.path ?? (textOf(call.input, 'Path') || '/')
  return {
    resource: arnOf(kind, {accountId: call.accountId, path, name: holder?.name ?? name}),
    resourceAsWritten: `${kind} ${name}`,
    conditions: resourceTags(tags),
  }
}

export function resourceTags(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap(({Key, Value}) => ['aws', 'iam'].map(prefix => [`${prefix}:resourcetag/${Key.toLowerCase()}`, Value])),
  )
}

/** Lists are asked on the account's collection: `arn:aws:iam::1:user/`. */
export function onCollection(call: Call, collection: string): Target {
  const resource = `arn:aws:iam::${call.accountId}:${collection}/`
  return {resource, resourceAsWritten: resource}
}

/**
 * The user a call means: the one it names, else the caller itself; undefined for root. Throws ValidationError when the
 * caller is no user.
 */
export function userMeant(call: Call): string | undefined {
  const named = textOf(call.input, 'UserName')
  if (named !== '') return named
  if (call.principal.kind === 'root') return undefined
  if (call.principal.userName !== undefined) return call.principal.userName
  throw validationError('Must specify userName when calling with non-User credentials')
}

/** The permission on the user a call means, or on root. */
export function onUserMeant(state: IamState, call: Call): Target {
  const name = userMeant(call)
  return name === undefined ? {resource: rootArn(call.accountId)} : onHolder(state, 'user', call, name)
}

/** One page in IAM's words: the list under `member`, `IsTruncated`, `Marker`. */
export function pageAnswer<Item>(
  {world}: IamContext,
  call: Call,
  member: string,
  items: readonly Item[],
  show: {readonly positionOf: (item: Item) => string; readonly view: (item: Item) => unknown},
): Record<string, unknown> {
  const page = pageOf(call, world, items, {
    tokenMember: 'Marker',
    limitMember: 'MaxItems',
    defaultLimit: 100,
    positionOf: show.positionOf,
    invalidToken: () => validationError('Invalid Marker.'),
  })
  return {
    [member]: page.items.map(show.view),
    IsTruncated: page.nextToken !== undefined,
    Marker: page.nextToken,
  }
}

/** Users, roles and groups under a path. */
export function underPath<T extends {readonly path: string}>(call: Call, items: readonly T[]): readonly T[] {
  const prefix = textOf(call.input, 'PathPrefix') || '/'
  return items.filter(({path}) => path.startsWith(prefix))
}

/** A policy text's size as IAM counts it: white space is free. */
export function policySize(text: string): number {
  return text.replaceAll(/\s/g, '').length
}

export function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInput', message, 400)
}

/** Whether an ARN names a user or role of an account the sandbox knows, and that user or role does not exist. */
export function isMissingPrincipal(state: IamState, principal: string): boolean {
  const named = parseHolderArn(principal)
  if (named === undefined || named.kind === 'group') return false
  return state.knows(named.accountId) && state.find(named.kind, named.accountId, named.name) === undefined
}
