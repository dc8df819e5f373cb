import type {Sandbox, SandboxOptions} from '../../sandbox.ts'
import {ACTS, SEARCH_RUNS, type Act} from './acts.ts'
import {noTroubles, rotatorsOf} from './functions.ts'
import {Stage} from './stage.ts'

/** When somebody on call looks. */
export const ONCALL_LOOKS_AT = Date.parse('2026-11-22T03:12:40Z')

/** The sandbox in which the story plays: a clock that stands still, and AWS at the pace of the pictures. */
export const oncallSandbox: SandboxOptions = {
  clock: {mode: 'manual', startAt: Date.parse('2026-04-20T00:00:00Z')},
  switches: {stepDelayMs: 500, failureNoticeMs: 1000, rotationRetryDelayMs: 341_500, trailDelayMs: 290_000},
}

export interface Oncall {
  readonly sandbox: Sandbox
  /** Lets the story go on up to and without `at`, epoch ms. */
  until(at: number): Promise<void>
  /** The last act: prod/search/api-key rotates, and its testSecret has run for nine seconds and goes on. */
  searchRuns(): Promise<void>
  /** Ends that step, and lets what follows happen. */
  releaseSearch(): Promise<void>
  /** Fresh credentials of the role `oncall`, which may do everything but read the log of legacy-sftp. */
  signIn(): {readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string}
}

/**
 * A fleet as somebody on call finds it in the night of 22 November 2026: two secrets stuck, one failing, one that nobody
 * can tell, one late, one rotating, one off, one healthy. All of it was made by functions that really failed. It plays on
 * fixed days, so it needs a sandbox on a manual clock (`oncallSandbox`).
 */
export async function tellOncall(sandbox: Sandbox): Promise<Oncall> {
  const {clock} = sandbox
  const troubles = noTroubles()
  const stage = new Stage(sandbox)
  for (const [name, rotator] of Object.entries(rotatorsOf(sandbox, troubles))) await stage.deploy(name, rotator)
  const waiting = [...ACTS]
  let release: () => Promise<void> = async () => undefined
  const perform = async (act: Act): Promise<void> => {
    await clock.advanceTo(Date.parse(act.at))
    await act.happens(stage, troubles)
  }
  return {
    sandbox,
    async until(at) {
      while (waiting[0] !== undefined && Date.parse(waiting[0].at) < at) await perform(waiting.shift()!)
      await clock.advanceTo(at)
    },
    async searchRuns() {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      troubles.searchHeld = {reached: reached.resolve, released: released.promise}
      await perform(SEARCH_RUNS)
      // Waits for the step, which does not end before it is released.
      const ended = clock.advance(3000)
      release = () => {
        released.resolve()
        return ended
      }
      await reached.promise
    },
    releaseSearch: () => release(),
    signIn: () => signIn(sandbox),
  }
}

function signIn(sandbox: Sandbox): ReturnType<Oncall['signIn']> {
  const {accountId, region} = sandbox
  const log = `arn:aws:logs:${region}:${accountId}:log-group:/aws/lambda/legacy-sftp:*`
  const Statement = [
    {Effect: 'Allow', Action: '*', Resource: '*'},
    {Effect: 'Deny', Action: 'logs:*', Resource: log},
  ]
  const policies = {oncall: {Version: '2012-10-17', Statement}}
  const roleArn = sandbox.iam.addRole({accountId, roleName: 'oncall', policies})
  return sandbox.world.identities.issueSession({accountId, roleArn, sessionName: 'ada', durationMs: 3_600_000})
}
