import {listedKeys, stateOf} from '../api-keys.ts'
import {valueOf} from '../facts.ts'
import type {Rule} from '../rule.ts'

export const appsyncCurrentKeyMissing: Rule = {
  id: 'appsync-current-key-missing',
  severity: 'critical',
  title: 'AppSync does not list the API key in AWSCURRENT',
  topic: 'appsync',
  group: 'condition',
  fixClasses: ['advice'],
  tier: 'A',
  detects: 'Somebody deleted the key that consumers read, or it expired over 60 days ago.',
  repair: 'Where AWSPREVIOUS still works, going back to it is offered beside this; else rotate, which makes a new key.',
  source: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html',
  check: facts => {
    const found = listedKeys(facts)
    if (found === undefined || stateOf(found, facts.current) !== 'gone') return []
    // The API itself has the last word.
    if (facts.current !== undefined && valueOf(facts.current.auth) === 'yes') return []
    const previous = stateOf(found, facts.previous)
    const isLive = typeof previous === 'object' && previous.expiresAt > facts.now
    return [
      {
        message: `API ${found.apiId} has no key …${facts.current?.apiKey?.last4}, which AWSCURRENT holds: consumers are refused.`,
        consumersDown: true,
        blocks: false,
        advice: isLive
          ? [`the key of AWSPREVIOUS, …${previous.name.last4}, is there:`, {secrot: ['rollback', facts.name]}]
          : ['a new key comes with a rotation:', {secrot: ['rotate', facts.name, '--watch']}],
      },
    ]
  },
}
