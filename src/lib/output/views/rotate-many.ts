import {EXIT} from '../../errors.ts'
import type {BatchSecret} from '../../journal/journal.ts'
import type {RotateManyResult} from '../../operations/rotate-many.ts'
import type {SecretOutcome} from '../../operations/rotate-many-work.ts'
import {visible} from '../foreign.ts'
import {reasonTable, type ReasonRow} from '../reason-table.ts'
import {spanText} from '../time.ts'
import type {View, ViewOptions} from '../view.ts'
import {wrapWords} from '../width.ts'
import {exitOfMany, outcomeWords, type OutcomeWords} from './rotate-many-words.ts'

/** The end of a run over many: a line for each secret, and the counts. */
export const manySummaryView: View<RotateManyResult> = (result, options) => {
  const {earlier, candidates, outcomes, resumes = ''} = result
  const before = {mark: 'good', word: 'rotated', why: `by run ${resumes}`} as const
  const words = outcomes.map(outcome => outcomeWords(outcome, options))
  const rows = [
    ...earlier.map((secret: BatchSecret) => rowOf(secret.name, undefined, before, options)),
    ...words.map((each, index) => rowOf(candidates[index]?.name ?? '', outcomes[index], each, options)),
  ]
  const columns = [{title: 'VERDICT'}, {title: 'SECRET', cut: true as const}, {title: 'TOOK', align: 'right' as const}]
  const all = [...earlier.map(() => before.word), ...words.map(({word}) => word)]
  return [...reasonTable(columns, rows, 'WHY', options), '', ...countsLines(all, result, options)].join('\n')
}

function rowOf(
  name: string,
  outcome: SecretOutcome | undefined,
  {mark, word, why}: OutcomeWords,
  {theme}: ViewOptions,
): ReasonRow {
  const took = outcome !== undefined && 'tookMs' in outcome ? tookText(outcome.tookMs) : theme.signs.dash
  return {cells: [`${theme.mark(mark)} ${theme.paint(mark, word)}`, visible(name), took], reason: visible(why)}
}

function tookText(ms: number): string {
  return ms < 1000 ? 'under 1s' : spanText(ms)
}

function countsLines(words: readonly string[], result: RotateManyResult, {columns}: ViewOptions): readonly string[] {
  const counts = [...Map.groupBy(words, word => word)].map(([word, same]) => `${same.length} ${word}`)
  const exit = exitOfMany(result)
  const code = exit === EXIT.done ? '' : ` (exit ${exit})`
  const secrets = `${words.length} secret${words.length === 1 ? '' : 's'}`
  return wrapWords(`${secrets}: ${counts.join(', ')}${code}`, columns)
}
