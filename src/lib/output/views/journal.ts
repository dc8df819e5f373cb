import type {JournalResult} from '../../operations/journal-runs.ts'
import type {RunStory} from '../../operations/journal-story.ts'
import {visible} from '../foreign.ts'
import {type Column, table} from '../table.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {changesText, damageText, endText, placeText, subjectText} from './journal-words.ts'
import {momentsOf} from './moments.ts'
import {runView} from './journal-run.ts'

/** All runs as a table, or one as a story. */
export const journalView: View<JournalResult> = (result, options) => {
  const [only] = result.runs
  if (result.run !== null && only !== undefined) return runView(only, options)
  if (only === undefined) return `No run has changed anything: ${visible(result.folder)} holds none.`
  return [table(columnsFor(result.runs, options), result.runs, options), ...damageLines(result.runs, options)].join(
    '\n',
  )
}

/** Account, region and caller take a column of their own only where they differ: they are long. */
function columnsFor(runs: readonly RunStory[], options: ViewOptions): readonly Column<RunStory>[] {
  const moments = momentsOf(options)
  const places = new Set(runs.map(run => placeText(run)))
  const when = ({startedAt}: RunStory): string => (startedAt === undefined ? '?' : moments.age(Date.parse(startedAt)))
  return [
    {header: 'RUN', cell: ({runId}) => runId},
    {header: options.tty ? 'AGE' : 'BEGUN', cell: when, align: options.tty ? 'right' : 'left'},
    {header: 'COMMAND', cell: ({command}) => command?.replaceAll(':', ' ') ?? '?'},
    {
      header: 'OUTCOME',
      cell: endText,
      style: (text, {state}) => (state === 'interrupted' ? options.theme.paint('warning', text) : text),
    },
    {header: 'CHANGES', cell: ({changes}) => changesText(changes)},
    {header: 'SECRET', cell: subjectText, overflow: 'middle'},
    ...(places.size < 2 && options.tty ? [] : [{header: 'AS', cell: placeText, overflow: 'wrap'} as const]),
  ]
}

function damageLines(runs: readonly RunStory[], options: ViewOptions): readonly string[] {
  return runs.flatMap(run =>
    damageText(run).map(text => hanging(`${options.theme.mark('warning')} `, text, options.columns)),
  )
}
