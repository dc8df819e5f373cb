import {type ApiKeyFacts, type Fact, known, unknown} from '../doctor/facts.ts'
import {apiIdIn, apiKeyMarkIn, apiKeyName} from '../probes/appsync-key.ts'
import {AWSCURRENT, type SecretDescription} from '../rotation/secret.ts'
import {holderOf} from '../rotation/staging.ts'
import {readFact} from './doctor-read.ts'
import type {DoctorRun} from './doctor-run.ts'
import {apiIdTag} from './doctor-target.ts'
import type {ReadValue} from './doctor-values.ts'

/** The keys of the API that a value or the tag names, by their names: the id of a key is the key. */
export async function readApiKeys(
  {context}: Pick<DoctorRun, 'context'>,
  description: SecretDescription,
  values: ReadonlyMap<string, ReadValue>,
): Promise<Fact<ApiKeyFacts>> {
  const current = holderOf(description.staging, AWSCURRENT)
  // Consumers read AWSCURRENT: where a rotation goes to another API, that one is looked at.
  const ordered = [...values].toSorted(([one], [other]) => Number(other === current) - Number(one === current))
  const read = ordered.flatMap(([, value]) => (value.kind === 'read' ? [apiIdIn(value.value, description.tags)] : []))
  const apiId = read.find(id => id !== undefined) ?? apiIdTag(description).apiId
  if (apiId === undefined) return unknown('neither a value that was read nor the tag secrot:api-id names an API')
  const {appsync} = context.aws({region: description.arn.split(':')[3] ?? context.scope.region})
  const listed = await readFact('appsync:ListApiKeys', () => appsync.apiKeys(apiId, {signal: context.signal}))
  if (listed.kind === 'unknown') return listed
  const keys = listed.value?.map(({key, expiresAt, description: text}) => {
    const mark = apiKeyMarkIn(text)
    return {name: apiKeyName(key), expiresAt, ...(mark === undefined ? {} : {mark})}
  })
  return known({apiId, readAt: context.clock.now(), ...(keys === undefined ? {} : {keys})})
}
