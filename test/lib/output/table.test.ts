import stringWidth from 'string-width'
import {describe, expect, it} from 'vitest'
import {table, type Column} from '../../../src/lib/output/table.ts'
import {themeFor} from '../../../src/lib/output/theme.ts'
import type {ViewOptions} from '../../../src/lib/output/view.ts'

interface Row {
  readonly name: string
  readonly age: string
  readonly why: string
}

const columns: readonly Column<Row>[] = [
  {header: 'SECRET', cell: row => row.name, overflow: 'middle'},
  {header: 'AGE', cell: row => row.age, align: 'right'},
  {header: 'WHY', cell: row => row.why, overflow: 'wrap'},
]
const rows: readonly Row[] = [
  {
    name: 'prod/a-rather-long-name/for/a/secret/of-the-billing-team',
    age: '9d',
    why: 'testSecret timed out 3x, 28m ago',
  },
  {name: '日本語', age: '212d', why: '–'},
]

function options(changes: Partial<ViewOptions>): ViewOptions {
  return {columns: 100, tty: true, theme: themeFor({isTTY: false, env: {}}), local: false, now: 0, ...changes}
}

describe('a table', () => {
  it('has two spaces between columns, no boxes, and counts wide characters as two cells', () => {
    expect(table(columns, rows, options({columns: 120}))).toBe(
      [
        'SECRET                                                     AGE  WHY',
        'prod/a-rather-long-name/for/a/secret/of-the-billing-team    9d  testSecret timed out 3x, 28m ago',
        '日本語                                                    212d  –',
      ].join('\n'),
    )
  })

  it('cuts a long name in its middle and wraps texts, and stays within the terminal', () => {
    for (const width of [60, 70, 80, 90]) {
      const lines = table(columns, rows, options({columns: width})).split('\n')
      expect(Math.max(...lines.map(line => stringWidth(line)))).toBeLessThanOrEqual(width)
    }
    const text = table(columns, rows, options({columns: 60}))
    expect(text).toContain('prod/a-rath')
    expect(text).toContain('…')
    expect(text).toMatch(/billing-team +9d/)
  })

  it('cuts nothing in a pipe', () => {
    const text = table(columns, rows, options({tty: false, columns: Number.POSITIVE_INFINITY}))
    expect(text).toContain('prod/a-rather-long-name/for/a/secret/of-the-billing-team')
    expect(text.split('\n')).toHaveLength(3)
  })

  it('becomes key: value lines under 60 columns', () => {
    expect(table(columns, rows.slice(1), options({columns: 59}))).toBe('secret: 日本語\nage: 212d\nwhy: –')
  })

  it('colours after cutting, headers dim', () => {
    const theme = themeFor({isTTY: true, env: {}})
    const painted = [{...columns[0], style: (text: string) => theme.paint('bad', text)}] as Column<Row>[]
    const text = table(painted, rows.slice(1), options({theme}))
    expect(text).toBe('\u001b[2mSECRET\u001b[22m\n\u001b[31m日本語\u001b[39m')
  })

  it('shows control characters of a cell as escapes', () => {
    const text = table(columns, [{name: 'a\u001b[2J\nb', age: '1s', why: '–'}], options({}))
    expect(text).toContain('a\\x1b[2J\\nb')
  })
})
