import {columnLines, fewRows} from '../output/columns.ts'
import {visible} from '../output/foreign.ts'
import type {ViewOptions} from '../output/view.ts'
import {cellWidth, cutMiddle} from '../output/width.ts'
import {chooseByTyping, pointerWidth} from './choose-by-typing.ts'
import type {MenuLine} from './menu-lines.ts'
import type {Surroundings} from './surroundings.ts'

/** Lets a person choose a line of the menu. undefined: Esc. */
export async function chooseLine(
  lines: readonly MenuLine[],
  surroundings: Surroundings,
  view: ViewOptions,
  signal: AbortSignal,
): Promise<MenuLine | undefined> {
  const {ellipsis} = view.theme.signs
  const room = view.columns - pointerWidth
  const cells = lines.map(({command, summary}) => [visible(command), visible(summary)])
  const layout = {columns: Number.POSITIVE_INFINITY, ellipsis, title: (text: string) => text}
  const [, ...rows] = columnLines([{title: ''}, {title: ''}], fewRows(cells), layout)
  const choices = lines.map(({command, summary}, index) => ({
    value: String(index),
    // Whoever has little room knows the commands by their names.
    name: cellWidth(rows[index]!) <= room ? rows[index]! : cutMiddle(visible(command), room, ellipsis),
    short: visible(command),
    plain: `${command} ${summary}`,
  }))
  const message = 'What next? (type to filter, Esc leaves)'
  const chosen = await chooseByTyping({message, choices}, surroundings, signal)
  return chosen === undefined ? undefined : lines[Number(chosen)]
}
