import type {PlannedChange} from '../../operations/label-plan.ts'
import type {RollbackResult} from '../../operations/rollback.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {type AnswerJson, answerJson} from './target-answer.ts'
import {secretJson, type SecretJson} from './watch.ts'

/** The answer of `rollback --json`; members that do not apply are null. */
export interface RollbackJson {
  readonly secret: SecretJson
  readonly outcome: RollbackResult['outcome']
  /** The version that the secret was rolled back from, and the one that it was rolled back to. */
  readonly from: string
  readonly to: string
  readonly target: RollbackResult['proof']['kind']
  readonly proof: readonly AnswerJson[]
  readonly after: AnswerJson | null
  readonly keptLabel: string | null
  readonly nextRotationAt: string | null
  readonly changes: readonly PlannedChange[]
}

/** How it went, and what keeps the newer value. */
export const rollbackView: View<RollbackResult> = (result, options) => {
  const {outcome, keptLabel, versions} = result
  const done = outcome === 'rolled-back' || outcome === 'not-accepted'
  if (!done || keptLabel === undefined) return headline(result, options)
  const text = `${shortId(versions.current, options)} keeps a label of its own (secrot-hold-…) past the next rotation`
  return [headline(result, options), hanging('  Kept  ', text, options.columns)].join('\n')
}

function headline(result: RollbackResult, options: ViewOptions): string {
  const {outcome, versions, plan} = result
  const {theme, columns} = options
  const name = visible(plan.secret.description.name)
  const [to, from] = [shortId(versions.previous, options), shortId(versions.current, options)]
  const says = `${to} is in use, ${from} is AWSPREVIOUS`
  switch (outcome) {
    case 'planned':
      return `${theme.mark('off')} planned, nothing was changed (--dry-run)`
    case 'declined':
      return `${theme.mark('off')} declined, nothing was changed (exit 3)`
    case 'rolled-back':
      return hanging(`${theme.mark('good')} `, `rolled back ${name}: ${says}`, columns)
    case 'not-accepted':
      return hanging(`${theme.mark('bad')} `, `${name}: ${says}, and the target does not accept it (exit 3)`, columns)
    default:
      return outcome satisfies never
  }
}

export function rollbackJson(result: RollbackResult): RollbackJson {
  const {plan, outcome, versions, proof, after, keptLabel} = result
  const {nextRotationAt} = plan.secret.description
  return {
    secret: secretJson(plan.secret),
    outcome,
    from: versions.current,
    to: versions.previous,
    target: proof.kind,
    proof: proof.answers.map(answer => answerJson(answer)),
    after: after === undefined ? null : answerJson(after),
    keptLabel: keptLabel ?? null,
    nextRotationAt: nextRotationAt === undefined ? null : new Date(nextRotationAt).toISOString(),
    changes: plan.changes,
  }
}
