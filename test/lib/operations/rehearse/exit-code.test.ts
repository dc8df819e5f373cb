import {describe, expect, it} from 'vitest'
import {counted, exitCodeOf, isWeaker} from '../../../../src/lib/operations/rehearse/rehearse.ts'
import type {ItemReport, RehearsalReport} from '../../../../src/lib/rehearse/report.ts'

const item = (id: string, severity: ItemReport['severity'], verdict: ItemReport['verdict']): ItemReport => ({
  id,
  class: 'errors',
  severity,
  rule: '',
  verdict,
  reason: null,
  cases: 1,
  failed: 0,
  hint: '',
  firstFailure: null,
})

type Told = Pick<RehearsalReport, 'items' | 'loaded' | 'verdict' | 'scenarios'>
const report = (change: Partial<Told>): RehearsalReport =>
  ({
    items: [item('a', 'critical', 'pass')],
    loaded: true,
    verdict: 'conformant',
    scenarios: {played: 1, planned: 1, complete: true},
    ...change,
  }) as RehearsalReport
const codeOf = (change: Partial<Told>, {failOn = 'high', known = [] as string[], strict = false} = {}): number =>
  exitCodeOf(report(change), {
    counts: counted({failOn: failOn as ItemReport['severity'], known: new Set(known)}),
    strict,
  })

describe('a rehearsal ends with', () => {
  it('0 when nothing fails, and when only what a baseline knows or lesser items fail', () => {
    expect(codeOf({})).toBe(0)
    expect(codeOf({items: [item('a', 'medium', 'fail')]})).toBe(0)
    expect(codeOf({items: [item('a', 'critical', 'fail')]}, {known: ['a']})).toBe(0)
  })

  it('3 for a failing item at or above --fail-on, and for a function that cannot be loaded, known or not', () => {
    expect(codeOf({items: [item('a', 'high', 'fail')]})).toBe(3)
    expect(codeOf({items: [item('a', 'low', 'fail')]}, {failOn: 'low'})).toBe(3)
    expect(codeOf({items: [item('a', 'critical', 'fail')], loaded: false}, {known: ['a']})).toBe(3)
  })

  it('3 for an incomplete one only with --strict', () => {
    expect(codeOf({verdict: 'incomplete'})).toBe(0)
    expect(codeOf({verdict: 'incomplete'}, {strict: true})).toBe(3)
  })

  it('4 when the time was up, unless something failed before; 1 when the harness broke', () => {
    const scenarios = {played: 1, planned: 2, complete: false}
    expect(codeOf({scenarios})).toBe(4)
    expect(codeOf({scenarios, items: [item('a', 'high', 'fail')]})).toBe(3)
    expect(codeOf({items: [item('a', 'low', 'error')]})).toBe(1)
  })
})

describe('the record of a rehearsal', () => {
  it('is none where new values were let be weaker than the contract wants', () => {
    expect([undefined, 128, 256].map(isWeaker)).toEqual([false, false, false])
    expect(isWeaker(127)).toBe(true)
  })
})
