import {CallFailed} from '../call-failed.ts'
import type {Clock} from '../clock.ts'

const WAITS_MS: readonly number[] = [500, 1000, 2000]

/**
 * Sends a message again only where the service has said that it took none: a client that tries again by itself sends two
 * when a reply is lost. `send` makes one attempt.
 */
export async function sendOnce<Reply>(clock: Pick<Clock, 'sleep'>, send: () => Promise<Reply>): Promise<Reply> {
  for (const wait of WAITS_MS) {
    try {
      return await send()
    } catch (error) {
      if (!isThrottled(error)) throw error
      await clock.sleep(wait)
    }
  }
  return send()
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
function isThrottled(error: unknown): boolean {
  return error instanceof CallFailed && error.isSure && /Throttl|TooManyRequests|LimitExceeded/.test(error.code)
}
