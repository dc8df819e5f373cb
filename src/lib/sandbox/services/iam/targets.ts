/** What IAM's permissions are asked on. */
import type {Call} from '../../kernel.ts'
import {arnOf, rootArn, type HolderKind} from './arns.ts'
import {validationError} from './errors.ts'
import {textOf} from './input.ts'
import {nameMember} from './names.ts'
import type {Target} from './operation.ts'
import type {Tag} from './policy/request.ts'
import type {IamState} from './state.ts'

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
