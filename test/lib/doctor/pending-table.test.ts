import {describe, expect, it} from 'vitest'
import {allPendingStates, type PendingState} from '../../../src/lib/doctor/pending-state.ts'
import {findingOf, pendingRows, rowOf} from '../../../src/lib/doctor/pending-table.ts'

const base: PendingState = {
  value: 'own',
  auth: 'yes',
  current: 'yes',
  previous: 'yes',
  maker: 'fn',
  running: 'no',
  on: true,
}

describe('the decision table for AWSPENDING', () => {
  it('knows 1,728 states and no state twice', () => {
    const states = allPendingStates().map(state => JSON.stringify(state))
    expect(states).toHaveLength(1728)
    expect(new Set(states).size).toBe(1728)
  })

  it('places every state in exactly one row, as many as the catalogue counts', () => {
    const counted = new Map<number, number>()
    for (const state of allPendingStates()) {
      const {number} = rowOf(state)
      counted.set(number, (counted.get(number) ?? 0) + 1)
    }
    const catalogue = [576, 96, 528, 36, 48, 48, 48, 54, 32, 32, 32, 8, 40, 18, 44, 88]
    expect([...counted].sort(([a], [b]) => a - b)).toEqual(catalogue.map((count, index) => [index + 1, count]))
    expect(pendingRows.map(row => row.states)).toEqual(catalogue)
  })

  it('lists the rows in the order of their numbers', () => {
    expect(pendingRows.map(row => row.number)).toEqual(pendingRows.map((_, index) => index + 1))
  })

  it.each([
    ['waits while a step runs, whatever else is known', {running: 'yes', current: 'no'}, 1, 'wait'],
    ['finishes when consumers are down and the pending value works', {current: 'no'}, 2, 'finish'],
    ['finishes beside a rotation it cannot see', {current: 'no', running: '?'}, 2, 'finish'],
    ['refuses when it cannot tell whether a step runs', {running: '?'}, 3, 'refuse'],
    ['goes back when only AWSPREVIOUS works', {auth: 'no', current: 'no'}, 4, 'restore previous'],
    ['drops an empty pending version', {value: 'empty', auth: '–'}, 5, 'discard then rotate'],
    ['drops a copy of AWSCURRENT', {value: 'copy', auth: '='}, 6, 'discard then rotate'],
    ['drops a credential that is gone', {auth: 'gone'}, 7, 'discard then rotate'],
    [
      'rotates when nothing works and pending holds nothing',
      {auth: 'gone', current: 'no', previous: 'no'},
      8,
      'discard then rotate',
    ],
    ['lets the function test and finish when both work', {}, 9, 'resume from testSecret'],
    ['promotes directly while rotation is off', {on: false}, 10, 'finish'],
    ['refuses when somebody else wrote what works', {maker: 'other'}, 11, 'refuse'],
    ['sets what was stored and never set', {auth: 'no'}, 12, 'resume from setSecret'],
    ['drops what was stored, when it cannot be resumed', {auth: 'no', maker: '?'}, 13, 'discard then rotate'],
    ['refuses when no labelled version works', {auth: 'no', current: 'no', previous: 'no'}, 14, 'refuse'],
    ['asks the function when nobody else can', {auth: '?'}, 15, 'resume from testSecret'],
    ['refuses when nothing is known', {auth: '?', maker: 'other'}, 16, 'refuse'],
  ] as const)('%s', (_, change, number, verdict) => {
    const row = rowOf({...base, ...change})
    expect([row.number, row.verdict]).toEqual([number, verdict])
  })

  it('names row 13 by what is known about the leftover', () => {
    const state: PendingState = {...base, auth: 'no', maker: '?'}
    expect(findingOf(rowOf(state), state)).toBe('pending-not-applied')
    const off: PendingState = {...state, on: false}
    expect(findingOf(rowOf(off), off)).toBe('pending-after-cancel')
    const other: PendingState = {...state, maker: 'other'}
    expect(findingOf(rowOf(other), other)).toBe('pending-not-from-this-rotation')
  })

  it('tries row 12 once: the next answer for the same state is row 13', () => {
    const state: PendingState = {...base, auth: 'no'}
    expect(rowOf(state).number).toBe(12)
    expect(rowOf(state, 12).number).toBe(13)
  })

  it('never makes a repair automatic that takes the label off a value the target may accept', () => {
    for (const state of allPendingStates()) {
      const row = rowOf(state)
      if (row.fixClass !== 'auto') continue
      expect(['empty', 'copy'].includes(state.value) || state.auth === 'gone').toBe(true)
      expect(state.running).toBe('no')
    }
  })
})
