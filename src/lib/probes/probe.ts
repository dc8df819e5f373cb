import type {Sensitive} from '../sensitive.ts'

/** Asks a target whether it takes a value. One a target; further kinds need no change here. */
export interface Probe {
  readonly kind: string
  /** What a person knows it by: `./pg-login`, "IAM". */
  readonly name: string
  /** Answers count only after a random value of the same shape was rejected. */
  readonly wantsSelfCheck: boolean
  /** Throws only when it cannot be asked at all (a command that does not exist) or the run was interrupted. */
  ask(question: ProbeQuestion): Promise<ProbeAnswer>
}

export interface ProbeQuestion {
  readonly secretArn: string
  readonly versionId: string
  readonly value: Sensitive
  /** When the version was made, epoch milliseconds; a new credential may still be spreading. */
  readonly createdAt?: number
  readonly signal: AbortSignal
}

/** yes: accepted · no: rejected · gone: the target lists credentials and not this one · unknown: everything else. */
export type ProbeAnswer =
  | {readonly kind: 'yes'; readonly at: number; readonly identity?: string}
  /** `how`: what tells it, where nobody was asked. */
  | {readonly kind: 'no'; readonly at: number; readonly how?: string}
  | {readonly kind: 'gone'; readonly at: number}
  | {readonly kind: 'unknown'; readonly at: number; readonly reason: string}

/** Time as the probes need it. */
export interface ProbeClock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
