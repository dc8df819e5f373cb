import {type Auth, type Fact, type Proof, type TargetKind} from '../doctor/facts.ts'
import type {VersionToAsk} from '../probes/session.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {askAsOwner, doctorTargetActions} from './doctor-target.ts'
import type {TargetRun} from './target-run.ts'

export const targetProofActions = doctorTargetActions

/** What the target says of one version. */
export interface TargetAnswer {
  readonly versionId: string
  /** The label that it has, or is to get. */
  readonly label: string
  /** gone: the target lists its credentials, and this one is not there. */
  readonly answer: 'accepted' | 'rejected' | 'gone' | 'unknown'
  /** Of `unknown`: why. */
  readonly reason?: string
  /** How it is known ("probe"), and when; a rejection twice. Absent: nobody was asked. */
  readonly proof: readonly Proof[]
}

export interface TargetProof {
  readonly kind: TargetKind
  /** When the probe rejected a random value, so that its answers count. Absent: none was needed. */
  readonly check?: Proof
  readonly answers: readonly TargetAnswer[]
}

export interface ProofWish extends VersionToAsk {
  readonly label: string
}

/** Asks the target about values that were read, in this order. */
export async function proofOf(
  run: TargetRun,
  description: SecretDescription,
  kind: TargetKind,
  wishes: readonly ProofWish[],
): Promise<TargetProof> {
  run.context.progress.activity('asking the target')
  const asked = await askAsOwner(run, description, kind, wishes)
  run.context.progress.activity('')
  return {
    kind,
    ...(asked.check === undefined ? {} : {check: asked.check}),
    answers: wishes.map(({versionId, label}) => ({versionId, label, ...answerOf(asked.auth.get(versionId))})),
  }
}

/** What is said of a version that nobody asked the target about. */
export function notAsked(versionId: string, label: string, reason: string): TargetAnswer {
  return {versionId, label, answer: 'unknown', reason, proof: []}
}

/** The target definitely does not take it, so its value is not live. */
export function isDead(answer: TargetAnswer | undefined): boolean {
  return answer?.answer === 'rejected' || answer?.answer === 'gone'
}

const words: Readonly<Record<Auth, TargetAnswer['answer']>> = {yes: 'accepted', no: 'rejected', gone: 'gone'}

function answerOf(auth: Fact<Auth> | undefined): Pick<TargetAnswer, 'answer' | 'reason' | 'proof'> {
  if (auth === undefined) return {answer: 'unknown', reason: 'nobody asked the target', proof: []}
  if (auth.kind === 'unknown') return {answer: 'unknown', reason: auth.reason, proof: []}
  return {answer: words[auth.value], proof: auth.proof}
}
