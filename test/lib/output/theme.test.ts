import {describe, expect, it} from 'vitest'
import {themeFor, type ThemeInput} from '../../../src/lib/output/theme.ts'

const red = '\u001b[31m✖\u001b[39m'

describe('colour', () => {
  const cases: readonly (readonly [string, ThemeInput, string])[] = [
    ['is on in a terminal', {isTTY: true, env: {}}, red],
    ['is off in a pipe', {isTTY: false, env: {}}, '✖'],
    ['is off with NO_COLOR, even against FORCE_COLOR', {isTTY: true, env: {NO_COLOR: '1', FORCE_COLOR: '1'}}, '✖'],
    ['is not off with an empty NO_COLOR', {isTTY: true, env: {NO_COLOR: ''}}, red],
    ['is on in a pipe with FORCE_COLOR', {isTTY: false, env: {FORCE_COLOR: '1'}}, red],
    ['is off with FORCE_COLOR=0', {isTTY: true, env: {FORCE_COLOR: '0'}}, '✖'],
    ['is off with --no-color, even against FORCE_COLOR', {isTTY: true, env: {FORCE_COLOR: '1'}, noColor: true}, '✖'],
    ['is off on a dumb terminal', {isTTY: true, env: {TERM: 'dumb'}}, '✖'],
  ]
  it.each(cases)('%s', (_name, input, expected) => {
    expect(themeFor(input).mark('bad')).toBe(expected)
  })
})

describe('marks', () => {
  it('are ASCII where the locale has no UTF-8', () => {
    const ascii = themeFor({isTTY: false, env: {LANG: 'C'}})
    expect(
      ['bad', 'unknown', 'warning', 'running', 'off', 'good'].map(mark => ascii.mark(mark as 'bad')).join(' '),
    ).toBe('x ? ! ~ - +')
    expect(ascii.signs.arrow).toBe('->')
    expect(themeFor({isTTY: false, env: {LC_ALL: 'de_DE.UTF-8', LANG: 'C'}}).mark('good')).toBe('✔')
  })
})
