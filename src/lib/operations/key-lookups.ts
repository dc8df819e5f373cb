import {type KeyUsesAnswer, keyUseOf} from '../history/key-uses.ts'
import type {Context} from './context.ts'
import {refusedLookup} from './lookups.ts'
import type {Turns} from './turns.ts'

/** Who uses an access key, by the trail of one region. */
export interface KeyLookups {
  /** The calls of the last hours that were made with a key, looked up once a run. */
  keyUses(accessKeyId: string): Promise<KeyUsesAnswer>
  /** Forgets who used a key, so that the next call asks again. */
  refreshKeyUses(): void
}

/** IAM's last-used data may lag by hours (GetAccessKeyLastUsed, API reference): so far back the trail tells more. */
const HOURS_MS = 24 * 3_600_000
/** A key in use fills pages: who uses it shows on the first, and how far the pages reached is said. */
const MOST_PAGES = 4

/** `turns`: shared with the other look-ups of the region, since CloudTrail counts them together. */
export function makeKeyLookups(
  context: Pick<Context, 'aws' | 'clock' | 'signal'>,
  region: string,
  turns: Turns,
): KeyLookups {
  let known = new Map<string, Promise<KeyUsesAnswer>>()
  const read = async (accessKeyId: string): Promise<KeyUsesAnswer> => {
    try {
      return {kind: 'read', value: await readPages(context, {region, accessKeyId}, turns)}
    } catch (error) {
      return refusedLookup(error)
    }
  }
  return {
    keyUses: accessKeyId => {
      const answer = known.get(accessKeyId) ?? read(accessKeyId)
      known.set(accessKeyId, answer)
      return answer
    },
    refreshKeyUses: () => {
      known = new Map()
    },
  }
}

async function readPages(
  {aws, clock, signal}: Pick<Context, 'aws' | 'clock' | 'signal'>,
  {region, accessKeyId}: {readonly region: string; readonly accessKeyId: string},
  turns: Turns,
) {
  const {trail} = aws({region})
  const readAt = clock.now()
  const since = readAt - HOURS_MS
  const uses = []
  let token: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const input = {accessKeyId, since, ...(token === undefined ? {} : {token})}
    const answer = await turns.take(() => trail.pageByAccessKey(input, {signal}))
    uses.push(...answer.events.map(event => keyUseOf(event)))
    token = answer.nextToken
    if (token === undefined) return {coverage: [{region, since}], readAt, uses}
  }
  const reached = Math.min(readAt, ...uses.map(use => use.at))
  return {coverage: [{region, since: reached}], readAt, uses}
}
