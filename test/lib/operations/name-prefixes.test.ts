import {describe, expect, it} from 'vitest'
import {namePrefixes} from '../../../src/lib/operations/name-prefixes.ts'

const many = (prefix: string, count: number) => Array.from({length: count}, (_, index) => `${prefix}${index}`)

describe('beginnings of names', () => {
  it('part the largest group first, past what its names share', () => {
    const names = [...many('prod/orders/', 6), ...many('prod/search/', 3), ...many('test/', 2)]
    expect(namePrefixes(names, 3)).toEqual(['prod/o', 'prod/s', 't'])
  })

  it('are no more than asked for, the rest being left over', () => {
    const names = many('secret-', 100)
    expect(namePrefixes(names, 4)).toHaveLength(4)
    expect(namePrefixes(names, 4).every(prefix => prefix.startsWith('secret-'))).toBe(true)
  })

  it('leave over a name that begins all others', () => {
    expect(namePrefixes(['a', 'ab', 'ac'], 5)).toEqual(['ab', 'ac'])
  })

  it('are not found where there is one name, or none', () => {
    expect(namePrefixes([], 5)).toEqual([''])
    expect(namePrefixes(['a'], 5)).toEqual([''])
  })

  it('never begin one another', () => {
    const prefixes = namePrefixes([...many('a', 30), ...many('a1', 30), ...many('b', 30)], 10)
    expect(prefixes.filter(one => prefixes.some(other => other !== one && other.startsWith(one)))).toEqual([])
  })
})
