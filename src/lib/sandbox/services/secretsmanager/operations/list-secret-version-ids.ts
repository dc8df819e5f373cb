import * as v from 'valibot'

import type {OperationDefinition, World} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {seenVersions, unordered} from '../describe.ts'
import type {SecretVersion} from '../entities.ts'
import {invalidNextToken} from '../errors.ts'
import {flag, integer, secretId, text} from '../input.ts'
import {labelled} from '../labels.ts'
import type {Manager} from '../manager.ts'
import {operation, seconds, withoutAbsent} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolve} from '../resolve.ts'

const MOST_VERSIONS = 100

const input = v.object({
  SecretId: secretId,
  MaxResults: v.optional(integer(1, MOST_VERSIONS)),
  NextToken: v.optional(text(1, 4096)),
  IncludeDeprecated: flag(),
})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
export function listSecretVersionIds({world, store}: Manager): OperationDefinition {
  return operation({
    name: 'ListSecretVersionIds',
    readOnly: true,
    input,
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolve(store, call, input.SecretId)
      const seen = seenVersions(secret, call)
      const page = pageOf(call, world, input.IncludeDeprecated === true ? seen : labelled(seen), {
        tokenMember: 'NextToken',
        limitMember: 'MaxResults',
        defaultLimit: MOST_VERSIONS,
        positionOf: version => version.id,
        invalidToken: invalidNextToken,
      })
      const versions = unordered(world, page.items).map(version => entryOf(world, version))
      return {ARN: secret.arn, Name: secret.name, Versions: versions, NextToken: page.nextToken}
    },
  })
}

/** A deprecated version has no VersionStages at all. */
function entryOf(world: World, version: SecretVersion): Readonly<Record<string, unknown>> {
  return withoutAbsent({
    VersionId: version.id,
    VersionStages: version.labels.length === 0 ? undefined : unordered(world, version.labels),
    CreatedDate: seconds(version.createdAt),
    LastAccessedDate: seconds(version.accessedAt),
    KmsKeyIds: [version.kmsKeyId ?? 'DefaultEncryptionKey'],
  })
}
