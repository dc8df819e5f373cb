import {parseArn} from '../arn.ts'
import type {SecretDescription, Staging} from '../rotation/secret.ts'
import type {Context} from './context.ts'

/** A change may become visible some seconds later (user guide, troubleshooting). */
const VISIBLE_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 1000

/** Reads a secret until its labels are as wanted; undefined when they are not within 30 seconds. */
export async function seeStaging(
  context: Context,
  arn: string,
  wanted: (staging: Staging) => boolean,
): Promise<SecretDescription | undefined> {
  const {secrets} = context.aws({region: parseArn(arn)?.region ?? context.scope.region})
  const until = context.clock.now() + VISIBLE_WITHIN_MS
  for (;;) {
    const description = await secrets.describe(arn, {signal: context.signal})
    if (wanted(description.staging)) return description
    if (context.clock.now() >= until) return undefined
    await context.clock.sleep(LOOK_EVERY_MS, context.signal)
  }
}
