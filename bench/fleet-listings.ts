import {randomUUID} from 'node:crypto'
import type {SecretDescription} from '../src/lib/rotation/secret.ts'
import {listFleet} from '../src/lib/operations/listing.ts'
import {connect, keysOf} from '../test/support/connect.ts'
import {requestsPerSecond, signedRequest, type Endpoint} from './raw-client.ts'

export type Way = 'plain' | 'both ends' | 'parallel'

/** The same gateway that `status` lists with. */
export function pagesOf(endpoint: Endpoint, way: Way): AsyncIterable<readonly SecretDescription[]> {
  Object.assign(process.env, keysOf(endpoint))
  const {secrets} = connect(endpoint.url, {scope: {region: endpoint.region, endpointUrl: endpoint.url}}).gateways
  return way === 'plain' ? secrets.list() : listFleet(secrets, {filters: [], parallel: way === 'parallel'})
}

/** ARNs in the order in which they came. */
export async function listed(endpoint: Endpoint, way: Way): Promise<readonly string[]> {
  const arns: string[] = []
  for await (const page of pagesOf(endpoint, way)) for (const {arn} of page) arns.push(arn)
  return arns
}

/** What one way lacks or has twice of the secrets that plain listings before and after it both have, under churn. */
export async function wrongUnderChurn(endpoint: Endpoint, way: Way): Promise<{stayed: number; wrong: number}> {
  const before = await listed(endpoint, 'plain')
  const stop = new AbortController()
  const churned = churn(endpoint, before, stop.signal)
  const arns = await listed(endpoint, way)
  stop.abort()
  await churned
  const after = new Set(await listed(endpoint, 'plain'))
  const given = new Set(arns)
  const stayed = before.filter(arn => after.has(arn))
  return {stayed: stayed.length, wrong: stayed.filter(arn => !given.has(arn)).length + arns.length - given.size}
}

/** Creates a secret and deletes an old one, again and again. */
async function churn(endpoint: Endpoint, old: readonly string[], signal: AbortSignal): Promise<void> {
  for (let count = 0; !signal.aborted; count += 1) {
    const Name = `new/${randomUUID()}`
    const created = {Name, SecretString: 'v', ClientRequestToken: randomUUID()}
    const gone = {SecretId: old[(count * 7919) % old.length], RecoveryWindowInDays: 7}
    const requests = [signedRequest(endpoint, 'CreateSecret', created), signedRequest(endpoint, 'DeleteSecret', gone)]
    await requestsPerSecond(endpoint, await Promise.all(requests), 1)
  }
}
