import {SecrotError} from '../errors.ts'
import {type DeployStage, lookAgainAt} from './deploy-stage.ts'

/** EC2 shows what was made within seconds. */
const SEEN_WITHIN_MS = 60_000
/** An endpoint is available within a minute or two. */
const AVAILABLE_WITHIN_MS = 600_000
const LOOK_EVERY_MS = 2_000

/** The group that was just made has an id only once EC2 shows it. */
export function untilGroupIsSeen(stage: DeployStage): Promise<DeployStage> {
  return until(stage, {
    within: SEEN_WITHIN_MS,
    what: 'the security group of the endpoint to be seen',
    holds: ({found}) => found.endpoint?.groupId !== undefined,
  })
}

/** Before that AWS could not test the schedule: the function would not reach Secrets Manager. */
export function untilAvailable(stage: DeployStage): Promise<DeployStage> {
  return until(stage, {
    within: AVAILABLE_WITHIN_MS,
    what: 'the endpoint to be available',
    holds: ({found}) => found.endpoint?.available === true,
  })
}

async function until(
  stage: DeployStage,
  {
    within,
    what,
    holds,
  }: {readonly within: number; readonly what: string; readonly holds: (now: DeployStage) => boolean},
): Promise<DeployStage> {
  const {clock, progress, signal} = stage.context
  const end = clock.now() + within
  for (;;) {
    const now = await lookAgainAt(stage)
    if (holds(now)) {
      progress.activity('')
      return now
    }
    if (clock.now() >= end)
      throw new SecrotError({
        code: 'NETWORK_NOT_READY',
        message: `EC2 has kept us waiting for ${what}.`,
        hint: 'Run the same command again later: what is made stays, and the rest follows.',
      })
    progress.activity(`waiting for ${what}`)
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
}
