import type {Log} from './log.ts'
import {reasonOf} from './reason.ts'

/** Tells somebody of a rotation. Whether that works changes nothing in it. */
export async function sideChannel(log: Log, tell: () => Promise<void> | undefined): Promise<void> {
  try {
    await tell()
  } catch (error) {
    log.warn('a message was not sent', {reason: reasonOf(error)})
  }
}
