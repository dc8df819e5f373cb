import type {Context} from './context.ts'
import {cancelsOf} from './who-cancelled.ts'
import type {Remembered} from './enable-schedule.ts'

/** What this machine wrote down when it last switched the rotation of this very secret off; undefined: nothing. */
export async function rememberedRotation(context: Context, arn: string): Promise<Remembered | undefined> {
  const past = cancelsOf(await context.changesSince(0), arn).find(({intent}) => intent.rotationBefore !== undefined)
  return past === undefined ? undefined : {...past.intent.rotationBefore, runId: past.runId}
}
