import {execFileSync} from 'node:child_process'

import {parseAst} from 'rolldown/parseAst'
import {describe, expect, it} from 'vitest'

import {withoutPython} from '../support/python.ts'
import {sourceOf, type Defect} from './defect.ts'
import {defects} from './defects.ts'
import {itemIds} from './item-ids.ts'

const inNode = defects.filter(({base}) => base.startsWith('node/'))
const inPython = defects.filter(({base}) => base.startsWith('python/'))

/** Compiles what comes as a list of pairs, and says which do not. */
const COMPILE = `
import json, sys
for name, source in json.load(sys.stdin):
    try:
        compile(source, name, "exec")
    except SyntaxError as error:
        print(name, error)
`

const namesOf = (list: readonly Defect[]) => list.map(({name}) => name)

describe('the defective handlers', () => {
  it('have a case for each item of the contract', () => {
    expect(itemIds).toHaveLength(91)
    expect(itemIds.filter(id => !defects.some(({item}) => item === id))).toEqual([])
  })

  it('are many in each language', () => {
    expect(inNode.length).toBeGreaterThanOrEqual(30)
    expect(inPython.length).toBeGreaterThanOrEqual(30)
    expect(new Set(namesOf(defects)).size).toBe(defects.length)
  })

  it('trip the item that they were written for first, others once, and none that the contract has not', () => {
    expect(namesOf(defects.filter(({item, trips}) => trips[0] !== item))).toEqual([])
    expect(namesOf(defects.filter(({trips}) => new Set(trips).size !== trips.length))).toEqual([])
    expect(defects.flatMap(({trips}) => trips).filter(id => !itemIds.includes(id))).toEqual([])
  })

  it('differ from a correct handler in places that stand there exactly once', () => {
    const sources = defects.filter(({policy}) => policy === undefined).map(sourceOf)
    expect(new Set(sources).size).toBe(sources.length)
  })

  it('find no place that is not there, or there twice', () => {
    const [defect] = defects as [Defect]
    const changed = (from: string) => sourceOf({...defect, base: 'python/rand', change: [{from, to: ''}]})
    expect(() => changed('no such text')).toThrow('stands 0 times')
    expect(() => changed('import')).toThrow(/stands \d+ times/)
  })

  it.each(inNode)('are JavaScript that Node can read: $name', defect => {
    expect(() => parseAst(sourceOf(defect))).not.toThrow()
  })

  const noPython = withoutPython()
  it.skipIf(noPython)(`are Python that compiles${noPython === undefined ? '' : ` (skipped: ${noPython})`}`, () => {
    const input = JSON.stringify(inPython.map(defect => [defect.name, sourceOf(defect)]))
    expect(execFileSync('python3', ['-c', COMPILE], {input, encoding: 'utf8'})).toBe('')
  })
})
