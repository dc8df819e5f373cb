import {earliestEnd, isRetired, labelledKeys, listedKeys} from '../api-keys.ts'
import type {Rule} from '../rule.ts'

/** Keys of one API, not adjustable (https://docs.aws.amazon.com/general/latest/gr/appsync.html). */
const MOST_KEYS = 50
const SHOWN = 3

export const appsyncKeysOrphaned: Rule = {
  id: 'appsync-keys-orphaned',
  severity: 'high',
  title: 'The API has keys that no labelled version holds',
  topic: 'appsync',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects:
    'createSecret may have died before it stored them; or they belong to somebody else. At 50 no rotation can make one.',
  repair:
    'Names them; AppSync does not tell who uses a key, so that a person has to. The command lets one end in a day.',
  source: 'https://docs.aws.amazon.com/general/latest/gr/appsync.html',
  check: facts => {
    const found = listedKeys(facts)
    const labelled = labelledKeys(facts)
    if (found === undefined || labelled === undefined) return []
    const {apiId, keys} = found
    const orphans = keys.filter(key => !labelled.has(key.name.sha256) && !isRetired(key, facts.now))
    if (orphans.length === 0) return []
    const names = orphans.map(({name}) => `…${name.last4}`)
    const shown = names.slice(0, SHOWN).join(', ')
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''
    return [
      {
        message: `API ${apiId} has ${keys.length} keys; in no labelled version: ${shown}${more}.`,
        ...(keys.length >= MOST_KEYS - 1 ? {severity: 'critical' as const} : {}),
        isCause: true,
        resource: `API ${apiId}`,
        advice: [
          'ask whose they are; one that nobody needs ends in a day by:',
          {
            service: 'appsync',
            operation: 'UpdateApiKey',
            input: {
              apiId,
              id: {
                lookUp: {
                  service: 'appsync',
                  operation: 'ListApiKeys',
                  query: `apiKeys[?ends_with(id, '${orphans[0]?.name.last4}')].id`,
                  input: {apiId},
                },
              },
              expires: earliestEnd(facts.now) / 1000,
            },
          },
        ],
      },
    ]
  },
}
