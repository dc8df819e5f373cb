import type {TargetAnswer} from '../../operations/target-proof.ts'

/** What the target said of a version, in the object of `--json`. */
export interface AnswerJson {
  readonly versionId: string
  readonly label: string
  readonly answer: TargetAnswer['answer']
  readonly reason: string | null
  /** When it was asked; a rejection is asked twice. */
  readonly at: readonly string[]
}

export function answerJson({versionId, label, answer, reason, proof}: TargetAnswer): AnswerJson {
  const at = proof.map(each => new Date(each.at).toISOString())
  return {versionId, label, answer, reason: reason ?? null, at}
}
