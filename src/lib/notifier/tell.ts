import {type Message, messageOf, TEST_MESSAGE} from './message.ts'
import {newsOf} from './news.ts'
import {type Claim, claim, markSent, type Streams} from './told.ts'
import {isWatched} from './watched.ts'

/** What telling needs of the world. */
export interface Means {
  readonly streams: Streams
  /** The secrets, packed. Absent: the rule lists them. */
  readonly watched?: string | undefined
  readonly publish: (message: Message) => Promise<void>
  readonly now: () => number
}

export type Told = 'told' | 'told-before' | 'not-news' | 'not-watched'

/** Event of `secrot notify --test`. */
export const TEST_EVENT = {secrot: 'test'} as const

/**
 * Tells a person of the end of a rotation, each version's at most once an hour. Throws what publishing throws, and where
 * another invocation is about to tell the same: Lambda then tries again in a minute. Where what keeps repeats out fails,
 * it tells all the same: twice is better than never.
 */
export async function tell(event: unknown, {streams, watched, publish, now}: Means): Promise<Told> {
  if (isTest(event)) {
    await publish(TEST_MESSAGE)
    return 'told'
  }
  const news = newsOf(event)
  if (news === undefined) return 'not-news'
  if (!isWatched(news.secretArn, watched)) return 'not-watched'
  const claimed = await claim(streams, news, now()).catch((): Claim => ({kind: 'mine'}))
  if (claimed.kind === 'told') return 'told-before'
  if (claimed.kind === 'taken')
    throw new Error('Another invocation is telling this. It is looked at again in a minute.')
  await publish(messageOf(news))
  if (claimed.prefix !== undefined) await markSent(streams, claimed.prefix).catch(() => undefined)
  return 'told'
}

function isTest(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'secrot' in event && event.secrot === TEST_EVENT.secrot
}
