import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const appsyncApiNotFound: Rule = {
  id: 'appsync-api-not-found',
  severity: 'critical',
  title: 'There is no AppSync API with this id',
  topic: 'appsync',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'The id in the value or in the tag secrot:api-id is wrong, or the API is in another region or account.',
  repair: 'Put the id of the API into the value (apiId), or into the tag secrot:api-id.',
  source: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_GetGraphqlApi.html',
  check: facts => {
    const found = facts.apiKeys === undefined ? undefined : valueOf(facts.apiKeys)
    if (found === undefined || found.keys !== undefined) return []
    const {account, region} = facts.environment
    return [
      {
        message: `There is no AppSync API ${found.apiId} in ${region} of account ${account}.`,
        blocks: true,
        isCause: true,
        advice: [{service: 'appsync', operation: 'ListGraphqlApis', input: {}}],
      },
    ]
  },
}
