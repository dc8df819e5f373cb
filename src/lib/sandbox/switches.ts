import type {BehaviourSwitches} from './kernel.ts'

/** Where AWS's behaviour is not known, this is what the sandbox does unless told otherwise. */
export const DEFAULT_SWITCHES: BehaviourSwitches = {
  rotationAttempts: 3,
  rotationRetryDelayMs: 60_000,
  pendingCleanup: true,
  pendingCleanupDelayMs: 2_000,
  rotateChecksCallerInvoke: false,
  testRotationLeavesPending: false,
  cancelRemovesEmptyPending: true,
  shuffleLists: false,
  labelOnEmptyVersion: true,
  promoteEmptyVersion: false,
  failedEventPerAttempt: true,
  failureNoticeMs: 0,
  trailDelayMs: 0,
  trailJitterMs: 0,
  trailThrottle: false,
  logDelayMs: 0,
  keySpreadMs: 10_000,
  lastUsedLagMs: 0,
  stepDelayMs: 0,
  functionSettleMs: 0,
  pageSize: undefined,
}
