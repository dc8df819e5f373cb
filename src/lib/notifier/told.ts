import {createHash} from 'node:crypto'
import type {News} from './news.ts'

/** Streams of the function's own log group; they hold nothing, their names do. */
export interface Streams {
  /** All whose name begins so, with the time at which each was made, epoch milliseconds. */
  list(prefix: string): Promise<readonly {readonly name: string; readonly madeAt: number}[]>
  /** false: there is one of that name. Of two that make the same at once, one is told so. */
  make(name: string): Promise<boolean>
}

/** The same is told again after so long at the earliest. */
export const REPEAT_MS = 3_600_000
/** Longer than the function may run: whoever claimed it before that and told nothing has died. */
export const CLAIM_MS = 60_000

/** What an invocation may do about news. */
export type Claim =
  /** Without a prefix it is written down nowhere. */
  | {readonly kind: 'mine'; readonly prefix?: string}
  /** Told within the last hour. */
  | {readonly kind: 'told'}
  /** Another invocation is at it; whether it succeeds is known in a minute, when Lambda tries this one again. */
  | {readonly kind: 'taken'}

/**
 * Claims the telling of news. CreateLogStream is refused for a name that is there, so of several invocations one gets it:
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html
 */
export async function claim(streams: Streams, news: News, now: number): Promise<Claim> {
  const prefix = `told/${keyOf(news)}/`
  const marks = (await streams.list(prefix)).map(({name, madeAt}) => ({name: name.slice(prefix.length), madeAt}))
  const sent = marks.filter(({name}) => name.endsWith('/sent'))
  if (sent.some(({madeAt}) => now - madeAt < REPEAT_MS)) return {kind: 'told'}
  const claims = marks.filter(({name}) => /^\d+$/.test(name))
  const open = claims.filter(({name}) => !sent.some(other => other.name === `${name}/sent`))
  if (open.some(({madeAt}) => now - madeAt < CLAIM_MS)) return {kind: 'taken'}
  const mine = prefix + String(Math.max(-1, ...claims.map(({name}) => Number(name))) + 1)
  return (await streams.make(mine)) ? {kind: 'mine', prefix: mine} : {kind: 'taken'}
}

/** Written once the message is out: a claim without it is one that failed. */
export async function markSent(streams: Streams, prefix: string): Promise<void> {
  await streams.make(`${prefix}/sent`)
}

/** A stream's name takes no colon and no star, and a version id may hold both. */
function keyOf({outcome, secretArn, versionId = ''}: News): string {
  return `${outcome}/${createHash('sha256')
    .update(JSON.stringify([secretArn, versionId]))
    .digest('hex')
    .slice(0, 32)}`
}
