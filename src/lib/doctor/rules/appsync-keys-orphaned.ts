import {earliestEnd, isRetired, labelledKeys, listedKeys} from '../api-keys.ts'
import type {ApiKeyState, SecretFacts} from '../facts.ts'
import {ended} from '../orphaned-api-key.ts'
import type {FindingDraft, Rule} from '../rule.ts'

/** Keys of one API, not adjustable (https://docs.aws.amazon.com/general/latest/gr/appsync.html). */
const MOST_KEYS = 50
const SHOWN = 3

export const appsyncKeysOrphaned: Rule = {
  id: 'appsync-keys-orphaned',
  severity: 'high',
  title: 'The API has keys that no labelled version holds',
  topic: 'appsync',
  group: 'condition',
  fixClasses: ['ask', 'advice'],
  tier: 'A',
  detects:
    'Keys whose description says that they were made for this secret: createSecret may have died before it stored them. Keys of other secrets are theirs; keys that say nothing may be somebody else’s, which is low where the rotator marks its own. At 50 no rotation can make one.',
  repair:
    'Lets a key of this secret end in a day once its overlap is over (asks, named by its last four characters). Of keys that say nothing it prints the command: AppSync does not tell who uses a key, so that a person has to.',
  source: 'https://docs.aws.amazon.com/general/latest/gr/appsync.html',
  check: facts => {
    const found = listedKeys(facts)
    const labelled = labelledKeys(facts)
    if (found === undefined || labelled === undefined) return []
    const {apiId, keys} = found
    const free = keys.filter(key => !labelled.has(key.name.sha256) && !isRetired(key, facts.now))
    const unmarked = free.filter(({mark}) => mark === undefined)
    // What was made for the pending version is found again by its rotation.
    const own = free.filter(({mark}) => mark?.secretArn === facts.arn && mark.versionId !== facts.pending?.versionId)
    const others = free.filter(({mark}) => mark !== undefined && mark.secretArn !== facts.arn)
    const about = {isCause: true, resource: `API ${apiId}`, ...severityOf(keys)}
    return [
      ...own.map(key => ({...about, ...orphan(facts, apiId, key)})),
      ...(unmarked.length === 0 ? [] : [{...low(facts, keys, labelled), ...about, ...nobodys(facts, found, unmarked)}]),
      ...(own.length + unmarked.length === 0 && others.length > 0 && isFull(keys)
        ? [{...about, message: `API ${apiId} has ${keys.length} keys, ${others.length} of them of other secrets.`}]
        : []),
    ]
  },
}

function isFull(keys: readonly ApiKeyState[]): boolean {
  return keys.length >= MOST_KEYS - 1
}

function severityOf(keys: readonly ApiKeyState[]): Pick<FindingDraft, 'severity'> {
  return isFull(keys) ? {severity: 'critical'} : {}
}

/** A rotator that marks its keys has made none of those that say nothing. */
function low(
  {arn}: SecretFacts,
  keys: readonly ApiKeyState[],
  labelled: ReadonlySet<string>,
): Pick<FindingDraft, 'severity'> {
  const marks = keys.some(({name, mark}) => labelled.has(name.sha256) && mark?.secretArn === arn)
  return marks ? {severity: 'low'} : {}
}

function orphan(facts: SecretFacts, apiId: string, key: ApiKeyState): FindingDraft {
  return {
    message: `…${key.name.last4} of API ${apiId} was made for version ${key.mark?.versionId} of this secret, and no labelled version holds it.`,
    planned: ended(facts, apiId, key),
  }
}

function nobodys(
  {now}: SecretFacts,
  {apiId, keys}: {readonly apiId: string; readonly keys: readonly ApiKeyState[]},
  unmarked: readonly ApiKeyState[],
): FindingDraft {
  const names = unmarked.map(({name}) => `…${name.last4}`)
  const shown = names.slice(0, SHOWN).join(', ')
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''
  return {
    message: `API ${apiId} has ${keys.length} keys; in no labelled version, and maybe somebody else’s: ${shown}${more}.`,
    advice: [
      `ask whose they are: another secret or program may use them, and AppSync does not tell. One that nobody needs, such as ${names[0]}, ends in a day by:`,
      {
        service: 'appsync',
        operation: 'UpdateApiKey',
        input: {
          apiId,
          id: {
            lookUp: {
              service: 'appsync',
              operation: 'ListApiKeys',
              query: `apiKeys[?ends_with(id, '${unmarked[0]?.name.last4}')].id`,
              input: {apiId},
            },
          },
          expires: earliestEnd(now) / 1000,
        },
      },
    ],
  }
}
