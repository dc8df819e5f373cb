import type {RotationRules} from '../rotation/secret.ts'
import {type DeployedSecret, type Deployment, functionArnOf, type FunctionNetwork, roleArnOf} from './deployment.ts'
import {DESTROYED_TAG} from './destroyed.ts'
import type {Found, FoundFunction} from './found.ts'
import {invokedFor} from './many-secrets.ts'
import {type EndpointChange, endpointChanges, sameNetwork} from './network-changes.ts'
import {rolePolicy} from './role-policy.ts'

/** One thing that is missing of a deployment, in the order in which it is made. Secrets go by their names. */
export type DeployChange =
  | {readonly kind: 'create-key'; readonly alias: string}
  | {readonly kind: 'key-alias'; readonly alias: string}
  | {readonly kind: 'mail-identity'; readonly address: string}
  | {readonly kind: 'create-secret'; readonly secret: string}
  | {readonly kind: 'tag-secret'; readonly secret: string; readonly tags: Readonly<Record<string, string>>}
  | {readonly kind: 'create-log-group'}
  | {readonly kind: 'log-retention'; readonly days: number}
  | {readonly kind: 'create-role'}
  | {readonly kind: 'role-policy'}
  | EndpointChange
  | {readonly kind: 'create-function'}
  | {readonly kind: 'function-code'}
  | {readonly kind: 'function-settings'; readonly settings: FunctionSettings}
  /** It is for a secret that is gone. */
  | {readonly kind: 'forgotten-permission'; readonly statementId: string}
  | {readonly kind: 'permission'; readonly secret: string}
  | {readonly kind: 'rotation'; readonly secret: string; readonly rules: RotationRules}
  /** It rotates again after `destroy`. */
  | {readonly kind: 'restored'; readonly secret: string}

/** What is made or changed of one secret. */
export type SecretChange = Extract<DeployChange, {kind: 'create-secret' | 'tag-secret' | 'rotation' | 'restored'}>

/** What of a function's configuration is to be another one; absent members stay. */
export interface FunctionSettings {
  readonly runtime?: string
  readonly handler?: string
  readonly roleArn?: string
  readonly timeoutSeconds?: number
  readonly memoryMb?: number
  /** All of them, those that stay too. */
  readonly variables?: Readonly<Record<string, string>>
  readonly network?: FunctionNetwork
}

/** What is to be made or changed so that a deployment exists as it is described; empty: it does. */
export function changesOf(deployment: Deployment, codeSha256: string, found: Found): readonly DeployChange[] {
  const {secrets} = deployment
  return [
    ...(found.unknownSenders ?? []).map((address): DeployChange => ({kind: 'mail-identity', address})),
    ...keyChanges(secrets),
    ...secrets.flatMap(secret => secretChanges(secret, found)),
    ...logChanges(deployment, found),
    ...roleChanges(deployment, found),
    ...endpointChanges(deployment, found),
    ...functionChanges(deployment, codeSha256, found),
    ...permissionChanges(deployment, found),
    ...secrets.flatMap(secret => rotationChanges(secret, deployment, found)),
  ]
}

/** The same for one secret alone, whose function is there. */
export function changesOfSecret(secret: DeployedSecret, deployment: Deployment, found: Found): readonly SecretChange[] {
  return [...secretChanges(secret, found), ...rotationChanges(secret, deployment, found)]
}

function keyChanges(secrets: readonly DeployedSecret[]): readonly DeployChange[] {
  const keys = new Map(secrets.flatMap(({key}) => (key?.kind === 'new' ? [[key.alias, key] as const] : [])))
  return [...keys.values()].flatMap(({alias, arn}): readonly DeployChange[] => [
    ...(arn === undefined ? [{kind: 'create-key', alias} as const] : []),
    {kind: 'key-alias', alias},
  ])
}

function secretChanges(secret: DeployedSecret, {secrets}: Found): readonly SecretChange[] {
  const there = secrets.get(secret.name)
  if (there === undefined) return [{kind: 'create-secret', secret: secret.name}]
  const missing = Object.entries(secret.tags).filter(([tag, value]) => there.tags[tag] !== value)
  return missing.length === 0 ? [] : [{kind: 'tag-secret', secret: secret.name, tags: Object.fromEntries(missing)}]
}

function logChanges({logRetentionDays: days}: Deployment, {logGroup}: Found): readonly DeployChange[] {
  const retention: readonly DeployChange[] = days === undefined ? [] : [{kind: 'log-retention', days}]
  if (logGroup === undefined) return [{kind: 'create-log-group'}, ...retention]
  return logGroup.retentionDays === days ? [] : retention
}

function roleChanges(deployment: Deployment, {role}: Found): readonly DeployChange[] {
  const wanted = JSON.stringify(rolePolicy(deployment))
  return [
    ...(role === undefined ? [{kind: 'create-role'} as const] : []),
    ...(role?.policy === wanted ? [] : [{kind: 'role-policy'} as const]),
  ]
}

function functionChanges(deployment: Deployment, codeSha256: string, found: Found): readonly DeployChange[] {
  if (found.function === undefined) return [{kind: 'create-function'}]
  const settings = settingsChange(deployment, found.function)
  return [
    ...(found.function.codeSha256 === codeSha256 ? [] : [{kind: 'function-code'} as const]),
    ...(Object.keys(settings).length === 0 ? [] : [{kind: 'function-settings', settings} as const]),
  ]
}

/** More time or memory than it needs is somebody's choice, and so are variables of others. */
function settingsChange(deployment: Deployment, found: FoundFunction): FunctionSettings {
  const {runtime, handler, timeoutSeconds, memoryMb} = deployment.rotator.function
  const {network} = deployment
  const roleArn = roleArnOf(deployment)
  const missing = Object.entries(deployment.variables).some(([name, value]) => found.variables[name] !== value)
  return {
    ...(found.runtime === runtime ? {} : {runtime}),
    ...(found.handler === handler ? {} : {handler}),
    ...(found.roleArn === roleArn ? {} : {roleArn}),
    ...(found.timeoutSeconds < timeoutSeconds ? {timeoutSeconds} : {}),
    ...(found.memoryMb < memoryMb ? {memoryMb} : {}),
    ...(missing ? {variables: {...found.variables, ...deployment.variables}} : {}),
    ...(network === undefined || sameNetwork(network, found.network) ? {} : {network}),
  }
}

/** A policy of a function holds some forty secrets: for a new one those make room that are gone. */
function permissionChanges(deployment: Deployment, {permitted, forgotten = []}: Found): readonly DeployChange[] {
  const missing = invokedFor(deployment).filter(({name}) => !permitted.has(name))
  if (missing.length === 0) return []
  return [
    ...forgotten.map((statementId): DeployChange => ({kind: 'forgotten-permission', statementId})),
    ...missing.map(({name}): DeployChange => ({kind: 'permission', secret: name})),
  ]
}

function rotationChanges(
  {name, rules}: DeployedSecret,
  deployment: Deployment,
  {secrets}: Found,
): readonly SecretChange[] {
  const there = secrets.get(name)
  const rotates = there?.rotationEnabled === true && there.rotationFunctionArn === functionArnOf(deployment)
  const stays = rules === undefined || (rotates && sameSchedule(there.rotationRules, rules))
  return [
    ...(stays ? [] : [{kind: 'rotation', secret: name, rules} as const]),
    ...(there?.tags[DESTROYED_TAG] === undefined || (stays && !rotates)
      ? []
      : [{kind: 'restored', secret: name} as const]),
  ]
}

/** Days that AWS computed from an expression say nothing. */
function sameSchedule(a: RotationRules = {}, b: RotationRules): boolean {
  return a.duration === b.duration && whenOf(a) === whenOf(b)
}

function whenOf({scheduleExpression, automaticallyAfterDays}: RotationRules): string {
  return scheduleExpression ?? `${automaticallyAfterDays} days`
}
