import type {Clock} from './clock.ts'

/**
 * What was just written to Secrets Manager is seen everywhere a few seconds later: steps follow each other at once.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
 */
export const PATIENCE_MS: readonly number[] = [250, 500, 1000, 2000, 2000, 2000]

/** Asks once, and again after each wait, until there is an answer; undefined: there was none to the end. */
export async function patiently<Answer>(
  clock: Pick<Clock, 'sleep'>,
  waits: readonly number[],
  ask: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  let answer = await ask()
  for (const wait of waits) {
    if (answer !== undefined) return answer
    await clock.sleep(wait)
    answer = await ask()
  }
  return answer
}
