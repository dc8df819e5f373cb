import type {DisableResult} from '../../operations/disable.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {type ChangeJson, changesJson} from './changes-json.ts'
import {secretJson, type SecretJson} from './watch.ts'

/** The answer of `disable --json`; members that do not apply are null. */
export interface DisableJson {
  readonly secret: SecretJson
  readonly outcome: DisableResult['outcome']
  readonly rotation: {
    readonly enabled: boolean
    readonly function: string | null
    readonly automaticallyAfterDays: number | null
    readonly scheduleExpression: string | null
    readonly duration: string | null
  }
  readonly pendingVersionId: string | null
  readonly changes: readonly ChangeJson[]
}

/** How it went, and what it left behind. */
export const disableView: View<DisableResult> = (result, options) => {
  const {pendingVersionId} = result
  const left = result.outcome === 'disabled' || result.outcome === 'already' ? pendingVersionId : undefined
  if (left === undefined) return headline(result, options)
  const text = `AWSPENDING is on ${shortId(left, options)}, which is not current: its value may be the one that the target takes`
  return [headline(result, options), hanging(`${options.theme.mark('warning')} `, text, options.columns)].join('\n')
}

function headline({outcome, description}: DisableResult, {theme}: ViewOptions): string {
  const name = visible(description.name)
  if (outcome === 'planned') return `${theme.mark('off')} planned, nothing was changed (--dry-run)`
  if (outcome === 'declined') return `${theme.mark('off')} declined, nothing was changed (exit 3)`
  if (outcome === 'disabled') return `${theme.mark('good')} switched off: ${name} does not rotate any more`
  return description.rotationEnabled === false
    ? `${theme.mark('off')} the rotation of ${name} is off already, nothing was changed`
    : `${theme.mark('off')} the rotation of ${name} was never configured, nothing was changed`
}

/** What is pending is settled by doctor first. */
export function disableNext({outcome, pendingVersionId, words}: DisableResult): string | undefined {
  if (outcome === 'planned' || outcome === 'declined') return undefined
  return shellCommand(['secrot', pendingVersionId === undefined ? 'status' : 'doctor', ...words])
}

export function disableJson(result: DisableResult): DisableJson {
  const {secret, outcome, description, pendingVersionId, changes} = result
  const {rotationEnabled, rotationFunctionArn, rotationRules} = description
  return {
    secret: secretJson(secret),
    outcome,
    rotation: {
      enabled: outcome === 'disabled' ? false : rotationEnabled === true,
      function: rotationFunctionArn ?? null,
      automaticallyAfterDays: rotationRules?.automaticallyAfterDays ?? null,
      scheduleExpression: rotationRules?.scheduleExpression ?? null,
      duration: rotationRules?.duration ?? null,
    },
    pendingVersionId: pendingVersionId ?? null,
    changes: changesJson(changes),
  }
}
