import type {PlannedChange} from '../../operations/label-plan.ts'
import type {PutOutcome, PutResult} from '../../operations/put-options.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {Mark} from '../theme.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {type AnswerJson, answerJson} from './target-answer.ts'
import {secretJson, type SecretJson} from './watch.ts'

/** The answer of `put --json`; members that do not apply are null. */
export interface PutJson {
  readonly secret: SecretJson
  readonly outcome: PutOutcome
  readonly versionId: string | null
  readonly previousVersionId: string | null
  readonly field: string | null
  /** Length of the whole value. */
  readonly bytes: number
  readonly target: PutResult['proof']['kind']
  readonly proof: readonly AnswerJson[]
  readonly keptLabels: readonly string[]
  readonly changes: readonly PlannedChange[]
}

/** How it went, and what was left under a label of its own. */
export const putView: View<PutResult> = (result, options) => {
  const [mark, text] = headline(result, options)
  const kept = result.keptLabels.map(label => {
    const versionId = label.replace(/^secrot-hold-/, '')
    return hanging(
      '  Kept  ',
      `${shortId(versionId, options)} has a label of its own (secrot-hold-…): it may be live`,
      options.columns,
    )
  })
  return [hanging(`${options.theme.mark(mark)} `, text, options.columns), ...kept].join('\n')
}

function headline(
  {outcome, secret, versionId = '?', previousVersionId}: PutResult,
  options: ViewOptions,
): readonly [Mark, string] {
  const name = visible(secret.description.name)
  const id = shortId(versionId, options)
  const old = previousVersionId === undefined ? undefined : shortId(previousVersionId, options)
  const before = old === undefined ? 'no version is in use' : `consumers read ${old} as before`
  switch (outcome) {
    case 'planned':
      return ['off', 'planned, nothing was changed (--dry-run)']
    case 'declined':
      return ['off', 'declined, nothing was changed (exit 3)']
    case 'already':
      return ['good', `${name} has this value already: ${old} is in use, nothing was changed`]
    case 'put':
      return [
        'good',
        `put a new value into ${name}: ${id} is in use${old === undefined ? '' : `, ${old} is AWSPREVIOUS`}`,
      ]
    case 'rejected':
      return ['bad', `the target rejects the new value of ${name}: it was not made current, ${before} (exit 3)`]
    case 'unproven':
      return [
        'bad',
        `nobody knows whether the target takes the new value of ${name}: ${id} is stored, ${before} (exit 3)`,
      ]
    default:
      return outcome satisfies never
  }
}

export function putJson(result: PutResult): PutJson {
  const {secret, outcome, versionId, previousVersionId, field, bytes, proof, keptLabels, plan} = result
  return {
    secret: secretJson(secret),
    outcome,
    versionId: versionId ?? null,
    previousVersionId: previousVersionId ?? null,
    field: field ?? null,
    bytes,
    target: proof.kind,
    proof: proof.answers.map(answer => answerJson(answer)),
    keptLabels,
    changes: plan?.changes ?? [],
  }
}
