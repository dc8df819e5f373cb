import {parseArn} from '../arn.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'

/** A change may become visible some seconds later (user guide, troubleshooting). */
const VISIBLE_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 1_000

export interface Seen {
  readonly description: SecretDescription
  readonly at: number
}

/** Reads the labels until they are as wanted; undefined when they are not within 30 seconds. */
export async function seeLabels(
  context: Context,
  arn: string,
  wanted: (description: SecretDescription) => boolean,
): Promise<Seen | undefined> {
  const {secrets} = context.aws({region: parseArn(arn)?.region ?? context.scope.region})
  const until = context.clock.now() + VISIBLE_WITHIN_MS
  for (;;) {
    const description = await secrets.describe(arn, {signal: context.signal})
    const at = context.clock.now()
    if (wanted(description)) return {description, at}
    if (at >= until) return undefined
    await context.clock.sleep(LOOK_EVERY_MS, context.signal)
  }
}
