import * as v from 'valibot'

import type {Call, OperationDefinition} from '../../../kernel.ts'
import {arnOf, drawTail} from '../arn.ts'
import {replicationStatus} from '../describe.ts'
import {needKey} from '../encryption.ts'
import type {Secret} from '../entities.ts'
import {nameScheduledForDeletion, nameTaken, tokenMissing, tokenTaken} from '../errors.ts'
import {flag, replicaRegions, secretBinary, secretString, tags, text, token} from '../input.ts'
import {CURRENT, versionOf} from '../labels.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNewSecret} from '../permission.ts'
import {checkName} from '../resolve.ts'
import {addedTags} from '../tags.ts'
import {keyOf, refuseTwoValues, storeValue, type NewValue} from '../values.ts'

const input = v.object({
  Name: text(1, 512),
  ClientRequestToken: token,
  Description: v.optional(text(0, 2048)),
  KmsKeyId: v.optional(text(0, 2048)),
  SecretString: secretString,
  SecretBinary: secretBinary,
  Tags: v.optional(tags, []),
  AddReplicaRegions: v.optional(replicaRegions),
  ForceOverwriteReplicaSecret: flag(),
  Type: v.optional(text(1, 64)),
})

type Input = v.InferOutput<typeof input>

const FIRST_LABELS = {stages: [CURRENT], dropsPending: true}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export function createSecret(manager: Manager): OperationDefinition {
  return operation({
    name: 'CreateSecret',
    readOnly: false,
    input,
    authorize: call => [
      onNewSecret(call, 'CreateSecret'),
      ...(isFilled(call.input['Tags']) ? [onNewSecret(call, 'TagResource')] : []),
      ...(isFilled(call.input['AddReplicaRegions']) ? [onNewSecret(call, 'ReplicateSecretToRegions')] : []),
    ],
    run: (input, call) => create(manager, input, call),
  })
}

function isFilled(member: unknown): boolean {
  return Array.isArray(member) && member.length > 0
}

function create({world, store, replication}: Manager, input: Input, call: Call): Readonly<Record<string, unknown>> {
  if (input.ClientRequestToken === undefined) throw tokenMissing()
  checkName(input.Name)
  refuseTwoValues(input)
  const value = valueOf(input, input.ClientRequestToken)
  const existing = store.find(call.accountId, call.region, input.Name)
  if (existing !== undefined) return repeated(existing, input.ClientRequestToken, value)
  const empty = emptySecret(world, input, call)
  const encryption = {secret: empty, keyId: empty.kmsKeyId}
  needKey(world, call, {...encryption, use: 'validate'})
  if (value !== undefined) needKey(world, call, {...encryption, use: 'encrypt', versionId: value.id})
  const versions = value === undefined ? [] : (storeValue(empty, value, FIRST_LABELS, empty.createdAt) ?? [])
  const cause = {operation: 'CreateSecret', call}
  const created = store.save({...empty, ordinal: store.nextOrdinal(), versions}, cause)
  const regions = input.AddReplicaRegions ?? []
  const replicaRequest = {regions, overwrite: input.ForceOverwriteReplicaSecret === true}
  const secret = regions.length === 0 ? created : replication.begin(created, replicaRequest, cause)
  return answer(secret, value?.id, replicationStatus(store, secret))
}

/** Creating twice is refused, but for the repetition of a request that has been carried out already. */
function repeated(existing: Secret, token: string, value: NewValue | undefined): Readonly<Record<string, unknown>> {
  if (existing.deletion !== undefined) throw nameScheduledForDeletion()
  const version = versionOf(existing.versions, token)
  if (version === undefined || value === undefined) throw nameTaken(existing.name)
  if (version.text !== value.text || version.binary !== value.binary) throw tokenTaken(token, existing.arn)
  return answer(existing, token, undefined)
}

function emptySecret(world: Manager['world'], input: Input, call: Call): Secret {
  const now = world.clock.now()
  const kmsKeyId = keyOf(input.KmsKeyId)
  const tags = addedTags([], input.Tags, {byService: call.viaService !== undefined})
  return {
    ordinal: 0,
    accountId: call.accountId,
    region: call.region,
    name: input.Name,
    arn: arnOf(call.region, call.accountId, drawTail(input.Name, world)),
    createdAt: now,
    changedAt: now,
    versions: [],
    ...(input.Description === undefined ? {} : {description: input.Description}),
    ...(kmsKeyId === undefined ? {} : {kmsKeyId}),
    ...(input.Type === undefined ? {} : {type: input.Type}),
    ...(tags.length === 0 ? {} : {tags}),
  }
}

function valueOf(input: Input, id: string): NewValue | undefined {
  if (input.SecretString === undefined && input.SecretBinary === undefined) return undefined
  return {id, text: input.SecretString, binary: input.SecretBinary}
}

function answer(secret: Secret, versionId: string | undefined, status: unknown): Readonly<Record<string, unknown>> {
  return {ARN: secret.arn, Name: secret.name, VersionId: versionId, ReplicationStatus: status}
}
