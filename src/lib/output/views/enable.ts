import type {EnableResult} from '../../operations/enable.ts'
import {scheduleWords} from '../../rotation/schedule-words.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import {dateTime, isoTime} from '../time.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'

/** How it went. */
export const enableView: View<EnableResult> = (result, options) => {
  const {outcome, found, wanted, description, secret} = result
  const {theme, columns} = options
  const name = visible(description.name)
  const rotates = `${name} rotates ${visible(scheduleWords(wanted.rules, theme.signs.dash))}`
  const done = secret.description.rotationEnabled === true ? 'changed' : 'switched on'
  switch (outcome) {
    case 'planned':
      return `${theme.mark('off')} planned, nothing was changed (--dry-run)`
    case 'declined':
      return `${theme.mark('off')} declined, nothing was changed (exit 3)`
    case 'refused':
      return hanging(`${theme.mark('bad')} `, `not ${done}, nothing was changed: ${faultText(found)} (exit 3)`, columns)
    case 'already':
      return hanging(`${theme.mark('off')} `, `${rotates} already, nothing was changed`, columns)
    case 'enabled':
      return hanging(`${theme.mark('good')} `, `${done}: ${rotates}${nextText(result, options)}`, columns)
    case 'started': {
      const id = shortId(wanted.versionId, options)
      return hanging(`${theme.mark('running')} `, `${done}: ${rotates}; a rotation has started with ${id}`, columns)
    }
    default:
      return outcome satisfies never
  }
}

function faultText(found: EnableResult['found']): string {
  return (found?.obstacles ?? []).map(({name, text}) => `${name}: ${visible(text)}`).join('; ')
}

function nextText({description}: EnableResult, {tty, local}: ViewOptions): string {
  const at = description.nextRotationAt
  if (at === undefined) return ''
  return `, next by ${tty ? dateTime(at, {local}) : isoTime(at)}`
}

/** What to type next; undefined where nothing was done. `functionWords`: flags that reach a function of another account. */
export function enableNext(
  {outcome, words, wanted, found}: EnableResult,
  functionWords: readonly string[],
): string | undefined {
  if (outcome === 'started')
    return shellCommand(['secrot', 'watch', ...words, '--version-id', wanted.versionId, ...functionWords])
  if (outcome === 'refused') {
    const remedy = found?.obstacles.find(one => one.remedy !== undefined)?.remedy
    return remedy ?? shellCommand(['secrot', 'doctor', ...words, ...functionWords])
  }
  if (outcome === 'planned' || outcome === 'declined') return undefined
  return shellCommand(['secrot', 'status', ...words])
}

/** What takes it back; undefined where nothing was done. */
export function enableUndo({outcome, changes}: EnableResult): string | undefined {
  const undo = changes.at(-1)?.undo
  if (outcome !== 'started' && outcome !== 'enabled') return undefined
  return undo?.kind === 'commands' ? undo.commands[0] : undefined
}
