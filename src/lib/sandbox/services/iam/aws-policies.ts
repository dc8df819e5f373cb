import type {ManagedPolicy} from './entities.ts'
import {awsManagedPolicies} from './managed-policies.ts'

/** AWS's own managed policies by ARN, the same for every account. */
export const awsPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  awsManagedPolicies.map(({arn, description, statements}, index) => {
    const [, path = '/', name = ''] = /:policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? []
    const document = JSON.stringify({Version: '2012-10-17', Statement: statements})
    const createdAt = Date.UTC(2015, 1, 6, 18, 40)
    const policy: ManagedPolicy = {
      arn,
      id: `ANPAAWSMANAGEDPOLICY${index}`,
      name,
      path,
      description,
      createdAt,
      updatedAt: createdAt,
      tags: [],
      versions: [{versionId: 'v1', document, createdAt}],
      defaultVersionId: 'v1',
      nextVersion: 2,
    }
    return [arn, policy]
  }),
)
