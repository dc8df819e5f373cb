import * as v from 'valibot'

import {askedBy} from '../../../asked-by.ts'
import {ServiceError, type Call, type OperationDefinition} from '../../../kernel.ts'
import {invalidParameter} from '../errors.ts'
import {matchesAll} from '../filters.ts'
import {filters, integer, list, secretId, text} from '../input.ts'
import {listPage} from '../listing.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onEverything, onSecret} from '../permission.ts'
import {readValue} from '../reading.ts'
import {resolveLiving} from '../resolve.ts'

const MOST_VALUES = 20

const input = v.object({
  SecretIdList: v.optional(list(secretId, 1, MOST_VALUES)),
  Filters: v.optional(filters),
  MaxResults: v.optional(integer(1, MOST_VALUES)),
  NextToken: v.optional(text(1, 4096)),
})

type Input = v.InferOutput<typeof input>

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html */
export function batchGetSecretValue(manager: Manager): OperationDefinition {
  return operation({
    name: 'BatchGetSecretValue',
    readOnly: true,
    input,
    authorize: call => [
      onEverything(call),
      ...(call.input['Filters'] === undefined ? [] : [onEverything(call, 'ListSecrets')]),
    ],
    run(input, call) {
      const {ids, nextToken} = wantedSecrets(manager, input, call)
      const read = ids.map(id => readOne(manager, call, id))
      return {
        SecretValues: read.flatMap(one => (one.kind === 'value' ? [one.entry] : [])),
        Errors: read.flatMap(one => (one.kind === 'error' ? [one.entry] : [])),
        NextToken: nextToken,
      }
    },
  })
}

function wantedSecrets(
  {store, world}: Manager,
  input: Input,
  call: Call,
): {readonly ids: readonly string[]; readonly nextToken?: string} {
  const {SecretIdList, Filters, MaxResults} = input
  if ((SecretIdList === undefined) === (Filters === undefined)) {
    throw invalidParameter('You must include either SecretIdList or Filters, but not both.')
  }
  if (SecretIdList !== undefined) {
    if (MaxResults !== undefined) throw invalidParameter('You can use MaxResults only together with Filters.')
    return {ids: SecretIdList}
  }
  const page = listPage(call, world, store.shelf(call.accountId, call.region), {
    sortBy: 'created-date',
    descending: false,
    limit: MaxResults ?? MOST_VALUES,
    nextToken: input.NextToken,
    matches: secret => secret.deletion === undefined && matchesAll(secret, Filters ?? []),
  })
  return {
    ids: page.secrets.map(secret => secret.arn),
    ...(page.nextToken === undefined ? {} : {nextToken: page.nextToken}),
  }
}

type ReadOne = {readonly kind: 'value' | 'error'; readonly entry: Readonly<Record<string, unknown>>}

/** What is wrong with one secret is an entry of the answer, not an error of the request. The trail has each read. */
function readOne(manager: Manager, call: Call, id: string): ReadOne {
  const single: Call = {...call, operation: 'GetSecretValue', input: {SecretId: id}}
  try {
    const question = onSecret(manager.store, single, id, 'GetSecretValue')
    const decision = manager.world.identities.authorize(call.principal, askedBy(single, question))
    if (!decision.allowed) throw new ServiceError('AccessDeniedException', decision.message)
    const entry = readValue(manager, single, resolveLiving(manager.store, single, id), {})
    noteRead(manager, single, undefined)
    return {kind: 'value', entry}
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    noteRead(manager, single, error)
    return {kind: 'error', entry: {SecretId: id, ErrorCode: error.code, Message: error.message}}
  }
}

function noteRead({world}: Manager, call: Call, error: ServiceError | undefined): void {
  world.trail.api({
    call,
    eventSource: 'secretsmanager.amazonaws.com',
    readOnly: true,
    requestParameters: {secretId: call.input['SecretId']},
    responseElements: null,
    ...(error === undefined ? {} : {errorCode: error.code, errorMessage: error.message}),
  })
}
