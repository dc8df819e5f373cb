import type {ItemReport, RehearsalReport} from '../../rehearse/report.ts'
import {visible} from '../foreign.ts'

/** The report as Markdown, for the comment of a merge request. */
export function rehearseMarkdown(report: RehearsalReport, replay: (cell: string) => string): string {
  const {handler, verdict, partial, knownFailures, items, crashMatrix, scenarios, seed, notes, findings} = report
  const failing = items.filter(item => item.verdict === 'fail')
  const {played, possible} = crashMatrix.secondFaults
  const deeper = crashMatrix.depth === 1 ? '' : ` (${played} of ${possible} with a second fault)`
  return [
    `## ${code(handler.file)}: ${verdict}${partial ? ' (of what was asked for, no verdict on the function)' : ''}`,
    '',
    `${handler.runtime}, kind ${handler.kind ?? 'unknown'}, ${handler.target}; ${scenarios.played} of ${scenarios.planned} scenarios, seed ${seed}. Crash matrix: ${crashMatrix.cells} cells${deeper}, ${crashMatrix.unsafe} unsafe, ${crashMatrix.stuck} stuck, ${crashMatrix.needsRepair} need an operator.`,
    ...[...findings.map(({sentence}) => sentence), ...notes].flatMap(text => ['', `- ${escaped(text)}`]),
    '',
    '| class | hold | fail | skipped |',
    '| --- | ---: | ---: | ---: |',
    ...[...Map.groupBy(items, item => item.class)].map(([name, own]) => classLine(name, own)),
    ...failing.flatMap(item => failure(item, replay, knownFailures.includes(item.id))),
  ].join('\n')
}

function classLine(name: string, items: readonly ItemReport[]): string {
  const count = (verdict: string) => items.filter(item => item.verdict === verdict).length
  return `| ${name} | ${count('pass')} | ${count('fail')} | ${count('skipped')} |`
}

function failure(
  {id, severity, rule, hint, failed, cases, firstFailure}: ItemReport,
  replay: (cell: string) => string,
  isKnown: boolean,
): readonly string[] {
  const known = isKnown ? ', known to the baseline' : ''
  const head = ['', `### ${code(id)} (${severity}, ${failed} of ${cases}${known})`, '', escaped(rule)]
  if (firstFailure === null) return head
  const {cell, expected, observed, callRecord} = firstFailure
  return [
    ...head,
    '',
    `- expected: ${escaped(expected)}`,
    `- observed: ${escaped(observed)}`,
    `- hint: ${escaped(hint)}`,
    `- replay: ${code(replay(cell))}`,
    '',
    '<details><summary>calls</summary>',
    '',
    ...callRecord.map(({atMs, text}) => `- ${atMs} ms ${code(text)}`),
    '',
    '</details>',
  ]
}

/** Foreign text in a span of code. */
const code = (text: string) => `\`${visible(text).replaceAll('`', "'")}\``

const escaped = (text: string) => visible(text).replaceAll(/[\\`*_<>|[\]#]/g, character => `\\${character}`)
