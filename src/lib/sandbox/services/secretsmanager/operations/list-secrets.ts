import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {seenVersions, sharedMembers, stagesByVersion} from '../describe.ts'
import {matchesAll} from '../filters.ts'
import {filters, flag, integer, text} from '../input.ts'
import {listPage} from '../listing.ts'
import type {Manager} from '../manager.ts'
import {operation, withoutAbsent} from '../operation.ts'
import {onEverything} from '../permission.ts'

const MOST_SECRETS = 100

const input = v.object({
  IncludePlannedDeletion: flag(),
  MaxResults: v.optional(integer(1, MOST_SECRETS), MOST_SECRETS),
  NextToken: v.optional(text(1, 4096)),
  Filters: v.optional(filters, []),
  SortOrder: v.optional(v.picklist(['asc', 'desc']), 'asc'),
  SortBy: v.optional(v.picklist(['created-date', 'last-accessed-date', 'last-changed-date', 'name']), 'created-date'),
})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export function listSecrets({world, store}: Manager): OperationDefinition {
  return operation({
    name: 'ListSecrets',
    readOnly: true,
    input,
    authorize: call => [onEverything(call)],
    run(input, call) {
      const page = listPage(call, world, store.shelf(call.accountId, call.region), {
        sortBy: input.SortBy,
        descending: input.SortOrder === 'desc',
        limit: input.MaxResults,
        nextToken: input.NextToken,
        matches: secret =>
          (secret.deletion === undefined || input.IncludePlannedDeletion === true) && matchesAll(secret, input.Filters),
      })
      const entries = page.secrets.map(secret =>
        withoutAbsent({
          ...sharedMembers(secret),
          SecretVersionsToStages: stagesByVersion(world, seenVersions(secret, call)),
        }),
      )
      return {SecretList: entries, NextToken: page.nextToken}
    },
  })
}
