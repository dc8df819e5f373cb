import type {PlannedChange} from '../../operations/label-plan.ts'
import type {Ending} from '../../operations/retire-ending.ts'
import type {RetireResult} from '../../operations/retire.ts'
import {visible} from '../foreign.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {type AnswerJson, answerJson} from './target-answer.ts'
import {type CredentialJson, credentialJson} from './retire-json.ts'
import {secretJson, type SecretJson} from './watch.ts'

/** The answer of `retire --json`; members that do not apply are null. */
export interface RetireJson {
  readonly secret: SecretJson
  readonly outcome: RetireResult['outcome']
  readonly versionId: string
  readonly credential: CredentialJson | null
  /** Versions that hold the same credential. */
  readonly heldBy: readonly {readonly versionId: string; readonly labels: readonly string[]}[]
  /** Labelled versions that could not be read. */
  readonly unread: readonly string[]
  readonly proof: readonly AnswerJson[]
  readonly after: AnswerJson | null
  readonly because: string | null
  readonly changes: readonly PlannedChange[]
}

/** How it went, in one sentence. */
export const retireView: View<RetireResult> = (result, options) => {
  const {theme, columns} = options
  const bad = result.outcome === 'not-proven'
  const good = result.outcome === 'retired'
  const mark = theme.mark(bad ? 'bad' : good ? 'good' : 'off')
  return hanging(`${mark} `, visible(sentence(result)), columns)
}

function sentence({outcome, ending, called, because, secret}: RetireResult): string {
  const name = called?.name ?? `the old credential of ${secret.description.name}`
  switch (outcome) {
    case 'planned':
      return 'planned, nothing was changed (--dry-run)'
    case 'declined':
      return 'declined, nothing was changed (exit 3)'
    case 'already':
      return `nothing to do: ${name} has ended already (${because})`
    case 'retired':
      return `retired ${name}${endOf(ending)}; the current credential works`
    case 'not-proven':
      return `${name} is ${ending?.kind === 'iam-key' ? 'disabled, and kept: that' : 'on its way out, but that'} the current credential works is not proven (exit 3)`
    default:
      return outcome satisfies never
  }
}

function endOf(ending: Ending | undefined): string {
  return ending?.kind === 'iam-key' ? ': disabled, then deleted' : ''
}

export function retireJson({secret, outcome, versionId, ...result}: RetireResult): RetireJson {
  const {ending, called, held, plan, proof, after, because} = result
  return {
    secret: secretJson(secret),
    outcome,
    versionId,
    credential: ending === undefined ? null : credentialJson(ending, called?.last4 ?? ''),
    heldBy: (held?.holders ?? []).map(({versionId: id, labels}) => ({versionId: id, labels})),
    unread: held?.unread ?? [],
    proof: (proof?.answers ?? []).map(answer => answerJson(answer)),
    after: after === undefined ? null : answerJson(after),
    because: because ?? null,
    changes: plan?.changes ?? [],
  }
}
