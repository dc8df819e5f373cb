import type {PlanFileReport} from '../../operations/doctor-result.ts'
import {visible} from '../foreign.ts'
import type {ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {idsCut} from './doctor-repair.ts'

/** What became of the file that `--plan` names, for stderr. */
export function planNote(
  {outcome, path, secrets, repairs}: PlanFileReport,
  {columns}: Pick<ViewOptions, 'columns'>,
): string | undefined {
  if (outcome === 'empty') return 'Nothing is to be repaired: no plan was written.'
  if (outcome !== 'written') return undefined
  const what = `${count(repairs, 'repair')} of ${count(secrets, 'secret')}`
  return hanging('', `${visible(path)}: ${what}; nothing was changed. The plan holds for 24 hours.`, columns)
}

/** `✖ STATE_CHANGED: prod/a: AWSPENDING is on c2f1a09e, the plan said 5f0d2a71. Nothing was done (exit 3)` */
export function planChangedView(
  {plan, exitCode}: {readonly plan: PlanFileReport; readonly exitCode: number},
  {theme, columns, tty}: ViewOptions,
): string {
  const lines = plan.differences.map(({name, text}) => idsCut(visible(`${name}: ${text}`), tty))
  const last = lines.length - 1
  return lines
    .map((line, index) => {
      const end = index === last ? `. Nothing was done (exit ${exitCode})` : ''
      return hanging(`${theme.mark('bad')} `, `STATE_CHANGED: ${line}${end}`, columns)
    })
    .join('\n')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
