import type {ItemReport, RehearsalReport} from '../../rehearse/report.ts'
import {attributes, xml} from '../xml.ts'

/** A suite per class of the contract with a case per item; the crash matrix has a case per cell. */
export function rehearseJunit(report: RehearsalReport, counts: (item: ItemReport) => boolean): string {
  const {items, cells, seed, handler} = report
  const classes = [...Map.groupBy(items, item => item.class)]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({name: `secrot rehearse ${handler.file}`})}>`,
    ...classes.map(([name, own]) =>
      suite(
        name,
        own.map(item => itemCase(item, counts(item))),
        properties(report),
      ),
    ),
    ...(cells.length === 0
      ? []
      : [
          suite(
            'cells of the crash matrix',
            cells.map(cell => cellCase(cell, items)),
            [property('seed', String(seed))],
          ),
        ]),
    '</testsuites>',
  ].join('\n')
}

interface Case {
  readonly text: string
  readonly end: 'pass' | 'fail' | 'error' | 'skipped'
}

function properties({seed, handler}: RehearsalReport): readonly string[] {
  return [
    property('seed', String(seed)),
    property('codeSha256', handler.codeSha256),
    property('kind', handler.kind ?? ''),
  ]
}

const property = (name: string, value: string) => `      <property ${attributes({name, value})}/>`

function suite(name: string, cases: readonly Case[], own: readonly string[]): string {
  const count = (end: Case['end']) => String(cases.filter(one => one.end === end).length)
  const head = attributes({
    name,
    tests: String(cases.length),
    failures: count('fail'),
    errors: count('error'),
    skipped: count('skipped'),
  })
  return [
    `  <testsuite ${head}>`,
    '    <properties>',
    ...own,
    '    </properties>',
    ...cases.map(({text}) => text),
    '  </testsuite>',
  ].join('\n')
}

function itemCase(item: ItemReport, counts: boolean): Case {
  const head = attributes({classname: item.class, name: item.id})
  if (item.verdict === 'fail') {
    const inner = counts
      ? `<failure ${attributes({type: item.severity, message: item.rule})}>${xml(failureText(item))}</failure>`
      : `<system-out>${xml(failureText(item))}</system-out>`
    return {text: `    <testcase ${head}>${inner}</testcase>`, end: counts ? 'fail' : 'pass'}
  }
  if (item.verdict === 'error') {
    return {text: `    <testcase ${head}><error ${attributes({message: item.reason ?? ''})}/></testcase>`, end: 'error'}
  }
  if (item.verdict === 'skipped') {
    return {
      text: `    <testcase ${head}><skipped ${attributes({message: item.reason ?? ''})}/></testcase>`,
      end: 'skipped',
    }
  }
  return {text: `    <testcase ${head}/>`, end: 'pass'}
}

const EXCERPT = 12

function failureText({rule, hint, firstFailure}: ItemReport): string {
  if (firstFailure === null) return rule
  const {cell, expected, observed, callRecord} = firstFailure
  const calls = callRecord
    .slice(-EXCERPT)
    .map(({text}) => text)
    .join('; ')
  return `rule: ${rule} | expected: ${expected} | observed: ${observed} | cell: ${cell} | calls: ${calls} | hint: ${hint}`
}

function cellCase(
  {name, verdict, items: failed}: RehearsalReport['cells'][number],
  items: readonly ItemReport[],
): Case {
  const head = attributes({classname: 'crash matrix', name})
  if (verdict === 'error')
    return {text: `    <testcase ${head}><error ${attributes({message: 'not judged'})}/></testcase>`, end: 'error'}
  if (verdict !== 'fail') return {text: `    <testcase ${head}/>`, end: 'pass'}
  const rules = items
    .filter(({id}) => failed.includes(id))
    .map(({id, rule}) => `${id}: ${rule}`)
    .join(' | ')
  return {
    text: `    <testcase ${head}><failure ${attributes({message: failed.join(', ')})}>${xml(rules)}</failure></testcase>`,
    end: 'fail',
  }
}
