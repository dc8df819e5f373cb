import type {BehaviourSwitches, Snapshotable} from './kernel.ts'

/** Where AWS's behaviour is not known, this is what the sandbox does unless told otherwise. */
export const DEFAULT_SWITCHES: BehaviourSwitches = {
  rotationAttempts: 3,
  rotationRetryDelayMs: 60_000,
  putDropsPending: true,
  updateDropsPending: true,
  handMoveEndsRotation: false,
  pendingCleanup: true,
  pendingCleanupDelayMs: 2_000,
  moveDropsPending: false,
  deprecatedReadable: true,
  smallMessageKey: false,
  rotateChecksCallerInvoke: false,
  repeatedRotateIsSame: true,
  stuckRefusesSchedule: true,
  testRotationLeavesPending: false,
  cancelRemovesEmptyPending: true,
  shuffleLists: false,
  labelOnEmptyVersion: true,
  promoteEmptyVersion: false,
  managedEventDetails: false,
  repeatedPutMovesLabels: false,
  failedEventPerAttempt: true,
  failureNoticeMs: 0,
  trailDelayMs: 0,
  trailJitterMs: 0,
  eventDelayMs: 0,
  stackStepMs: 0,
  trailThrottle: false,
  mailThrottle: true,
  logsNeedPermission: true,
  logDelayMs: 0,
  keySpreadMs: 10_000,
  apiKeySpreadMs: 0,
  appSyncClockBehindMs: 0,
  permissionSpreadMs: 0,
  lastUsedLagMs: 0,
  stepDelayMs: 0,
  functionSettleMs: 0,
  pageSize: undefined,
}

/** The switches of one sandbox as they stand. */
export class SwitchBoard implements Snapshotable {
  #current: BehaviourSwitches

  constructor(chosen: Partial<BehaviourSwitches>) {
    this.#current = {...DEFAULT_SWITCHES, ...chosen}
  }

  get current(): BehaviourSwitches {
    return this.#current
  }

  /** Turns those that are named; the others stay. What is under way goes by the new ones from its next step on. */
  turn(changes: Partial<BehaviourSwitches>): void {
    this.#current = {...this.#current, ...changes}
  }

  snapshot(): BehaviourSwitches {
    return this.#current
  }

  /** A state that was written before there was a switch has its default. */
  restore(snapshot: unknown): void {
    this.#current = {...DEFAULT_SWITCHES, ...(snapshot as BehaviourSwitches)}
  }
}
