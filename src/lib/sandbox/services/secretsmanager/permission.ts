import type {Authorization, Call} from '../../kernel.ts'
import {arnOf, parseArn} from './arn.ts'
import type {Secret, Tag} from './entities.ts'
import {locate} from './resolve.ts'
import type {SecretStore} from './store.ts'

type Conditions = Readonly<Record<string, string | readonly string[]>>

/**
 * Input members that are condition keys by themselves.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html.
 */
const MEMBER_KEYS: Readonly<Record<string, string>> = {
  Name: 'secretsmanager:name',
  Description: 'secretsmanager:description',
  KmsKeyId: 'secretsmanager:kmskeyid',
  Type: 'secretsmanager:type',
  VersionId: 'secretsmanager:versionid',
  VersionStage: 'secretsmanager:versionstage',
  RecoveryWindowInDays: 'secretsmanager:recoverywindowindays',
  ForceDeleteWithoutRecovery: 'secretsmanager:forcedeletewithoutrecovery',
  RotationLambdaARN: 'secretsmanager:rotationlambdaarn',
  RotateImmediately: 'secretsmanager:rotateimmediately',
  ExternalSecretRotationRoleArn: 'secretsmanager:externalsecretrotationrolearn',
  BlockPublicPolicy: 'secretsmanager:blockpublicpolicy',
  ForceOverwriteReplicaSecret: 'secretsmanager:forceoverwritereplicasecret',
}

/** The question whether the caller may do `action` to the secret it names. A secret nobody knows is asked about as written. */
export function onNamedSecret(store: SecretStore, call: Call, action: string = call.operation): Authorization {
  const written = typeof call.input['SecretId'] === 'string' ? call.input['SecretId'] : ''
  return onSecret(store, call, written, action)
}

/** As `onNamedSecret`, for a SecretId that is not the call's own: one of a batch. */
export function onSecret(store: SecretStore, call: Call, written: string, action: string): Authorization {
  const secret = locate(store, call, written)
  const owner = secret?.accountId ?? parseArn(written)?.accountId
  return {
    action: `secretsmanager:${action}`,
    resource: secret?.arn ?? written,
    resourceAsWritten: written,
    ...(owner === undefined ? {} : {resourceAccountId: owner}),
    ...(secret?.policy === undefined ? {} : {resourcePolicy: secret.policy}),
    conditions: {...requestConditions(call), ...secretConditions(secret, written)},
  }
}

/** The question about a secret that is to be created: its ARN is known but for the six characters at its end. */
export function onNewSecret(call: Call, action: string): Authorization {
  const name = typeof call.input['Name'] === 'string' ? call.input['Name'] : ''
  return {
    action: `secretsmanager:${action}`,
    resource: arnOf(call.region, call.accountId, `${name}-??????`),
    resourceAsWritten: name,
    conditions: requestConditions(call),
  }
}

/** The question about an action that has no resource. */
export function onEverything(call: Call, action: string = call.operation): Authorization {
  return {action: `secretsmanager:${action}`, resource: '*', conditions: requestConditions(call)}
}

function secretConditions(secret: Secret | undefined, written: string): Conditions {
  const conditions: Record<string, string> = {'secretsmanager:secretid': secret?.arn ?? written}
  const functionArn = secret?.rotation?.functionArn
  if (functionArn !== undefined) conditions['secretsmanager:resource/allowrotationlambdaarn'] = functionArn
  if (secret?.type !== undefined) conditions['secretsmanager:resource/type'] = secret.type
  if (secret?.primaryRegion !== undefined) conditions['secretsmanager:secretprimaryregion'] = secret.primaryRegion
  for (const tag of secret?.tags ?? []) {
    conditions[`aws:resourcetag/${tag.Key.toLowerCase()}`] = tag.Value
    conditions[`secretsmanager:resourcetag/${tag.Key.toLowerCase()}`] = tag.Value
  }
  return conditions
}

function requestConditions(call: Call): Conditions {
  const {input} = call
  const conditions: Record<string, string | readonly string[]> = {}
  for (const [member, key] of Object.entries(MEMBER_KEYS)) {
    const value = input[member]
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      conditions[key] = String(value)
  }
  // Reading without a label or an id means AWSCURRENT, and the key says so.
  if (call.operation === 'GetSecretValue' && input['VersionId'] === undefined) {
    conditions['secretsmanager:versionstage'] ??= 'AWSCURRENT'
  }
  if (input['RotationRules'] !== undefined) conditions['secretsmanager:modifyrotationrules'] = 'true'
  const regions = regionsOf(input['AddReplicaRegions'])
  if (regions.length > 0) conditions['secretsmanager:addreplicaregions'] = regions
  return {...conditions, ...tagConditions(input)}
}

function tagConditions(input: Call['input']): Conditions {
  const conditions: Record<string, string | readonly string[]> = {}
  const tags = recordsOf(input['Tags']).filter(
    (tag): tag is Record<string, unknown> & Tag => typeof tag['Key'] === 'string',
  )
  for (const tag of tags) conditions[`aws:requesttag/${tag.Key.toLowerCase()}`] = String(tag.Value ?? '')
  const removed = Array.isArray(input['TagKeys']) ? input['TagKeys'].map(String) : []
  const keys = [...tags.map(tag => tag.Key), ...removed]
  if (keys.length > 0) conditions['aws:tagkeys'] = keys
  return conditions
}

function regionsOf(value: unknown): readonly string[] {
  return recordsOf(value).map(region => String(region['Region']))
}

function recordsOf(value: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(value)) return []
  return value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
}
