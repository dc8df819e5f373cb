import type {Authorization, Call, OperationDefinition, RestRoute, World} from '../../kernel.ts'
import {validateInput, type MemberRules} from '../../validate.ts'
import {apiArn, pathArn} from './arns.ts'
import type {AppSyncState} from './state.ts'

/** What the operations of this service share. */
export interface AppSync {
  readonly world: World
  readonly state: AppSyncState
}

/** Makes an operation of the service it is given. */
export type MakeOperation = (appsync: AppSync) => OperationDefinition

interface Spec extends Pick<OperationDefinition, 'name' | 'readOnly' | 'trail'> {
  readonly route: RestRoute
  readonly rules: MemberRules
  /** What the permission is asked on. */
  on(call: Call): string
  /** Further permissions. */
  further?(call: Call): readonly Authorization[]
  run(call: Call): unknown
}

/** An operation of AppSync: what breaks a constraint is BadRequestException. */
export function appSyncOperation({name, readOnly, route, trail, ...spec}: Spec): OperationDefinition {
  return {
    name,
    readOnly,
    route,
    ...(trail === undefined ? {} : {trail}),
    authorize(call) {
      validateInput(withNumbers(call.input, spec.rules), spec.rules, 'BadRequestException')
      const resource = spec.on(call)
      return [{action: `appsync:${name}`, resource, resourceAsWritten: resource}, ...(spec.further?.(call) ?? [])]
    },
    run: call => spec.run(call),
  }
}

/** The API in the path. */
export const onApi = (call: Call): string => apiArn(call, textOf(call, 'apiId'))

/** The keys of the API in the path. */
export const onKeys = (call: Call): string => pathArn(call, `/v1/apis/${textOf(call, 'apiId')}/apikeys`)

/** The one key in the path. */
export const onKey = (call: Call): string => `${onKeys(call)}/${textOf(call, 'id')}`

/** Text of a member; empty when absent. */
export function textOf(call: Call, member: string): string {
  const value = call.input[member]
  return typeof value === 'string' ? value : ''
}

/** What came in the query is text. */
function withNumbers(input: Readonly<Record<string, unknown>>, rules: MemberRules): Record<string, unknown> {
  const {maxResults} = input
  return rules['maxResults'] === undefined || typeof maxResults !== 'string'
    ? {...input}
    : {...input, maxResults: Number(maxResults)}
}
