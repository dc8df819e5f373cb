import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'

import {ServiceError, type Call, type World} from '../../../src/lib/sandbox/kernel.ts'
import {pageOf, type PageRules} from '../../../src/lib/sandbox/pagination.ts'
import {RandomStream} from '../../../src/lib/sandbox/random.ts'
import {validateInput, type MemberRules} from '../../../src/lib/sandbox/validate.ts'
import {readForm} from '../../../src/lib/sandbox/wire/form.ts'
import {element} from '../../../src/lib/sandbox/wire/xml.ts'

describe('pages', () => {
  const rules: PageRules<string> = {
    tokenMember: 'NextToken',
    limitMember: 'MaxResults',
    defaultLimit: 100,
    positionOf: item => item,
    invalidToken: () => new ServiceError('InvalidNextTokenException', 'Invalid token.'),
  }
  const callOf = (input: Record<string, unknown>, more: Partial<Call> = {}) =>
    ({
      service: 's',
      operation: 'List',
      accountId: '1',
      region: 'r',
      input,
      ...more,
    }) as Call
  const worldOf = (pageSize?: number) => ({switches: {pageSize}}) as World
  const items = ['a', 'b', 'c', 'd', 'e']

  it('hand out every item once, in order, whatever the size', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.integer({min: 1, max: 7}), (list, size) => {
        const seen: string[] = []
        let token: string | undefined
        do {
          const page = pageOf(callOf({MaxResults: size, NextToken: token}), worldOf(), list, rules)
          expect(page.items.length).toBeLessThanOrEqual(size)
          seen.push(...page.items)
          token = page.nextToken
        } while (token !== undefined)
        expect(seen).toEqual(list)
      }),
    )
  })

  it('are as small as the switch says', () => {
    expect(pageOf(callOf({}), worldOf(2), items, rules).items).toEqual(['a', 'b'])
    expect(pageOf(callOf({MaxResults: 1}), worldOf(2), items, rules).items).toEqual(['a'])
  })

  it('have opaque tokens, good for the same request only', () => {
    const {nextToken} = pageOf(callOf({Filter: 'x', MaxResults: 2}), worldOf(), items, rules)
    expect(nextToken).toMatch(/^[\w+/=-]+$/)
    const follow = (input: Record<string, unknown>, more: Partial<Call> = {}) =>
      pageOf(callOf({...input, NextToken: nextToken}, more), worldOf(), items, rules).items
    expect(follow({Filter: 'x', MaxResults: 1})).toEqual(['c'])
    for (const attempt of [
      () => follow({Filter: 'y'}),
      () => follow({Filter: 'x'}, {operation: 'Other'}),
      () => follow({Filter: 'x'}, {accountId: '2'}),
      () => follow({Filter: 'x'}, {region: 'q'}),
      () => pageOf(callOf({Filter: 'x', NextToken: 'made up'}), worldOf(), items, rules),
      () => pageOf(callOf({Filter: 'x', NextToken: nextToken}), worldOf(), ['c'], rules),
    ]) {
      expect(attempt).toThrow(expect.objectContaining({code: 'InvalidNextTokenException'}))
    }
  })

  it('go on after an item that is gone when the list can place it', () => {
    const ordered = {...rules, isAfter: (item: string, position: string) => item > position}
    const {nextToken} = pageOf(callOf({MaxResults: 2}), worldOf(), items, ordered)
    const rest = pageOf(callOf({NextToken: nextToken}), worldOf(), ['a', 'c', 'd'], ordered)
    expect(rest).toEqual({items: ['c', 'd']})
  })
})

describe('validation in AWS’s words', () => {
  const check = (input: Record<string, unknown>, rules: MemberRules) => {
    try {
      validateInput(input, rules)
    } catch (error) {
      return `${(error as ServiceError).code}: ${(error as ServiceError).message}`
    }
    return 'fine'
  }

  it.each<[string, Record<string, unknown>, MemberRules, string]>([
    ['a good value', {Limit: 5}, {Limit: {type: 'number', min: 1, max: 9}}, 'fine'],
    ['an absent one', {}, {Limit: {type: 'number', min: 1}}, 'fine'],
    [
      'a missing one',
      {},
      {SecretId: {required: true}},
      "ValidationException: 1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null",
    ],
    [
      'too large a number',
      {limit: 10_001},
      {limit: {type: 'number', max: 10_000}},
      "ValidationException: 1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    ],
    [
      'several at once',
      {Name: '', Step: 'x', List: [1, 2]},
      {Name: {min: 1}, Step: {values: ['a', 'b']}, List: {max: 1}},
      "ValidationException: 3 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'x' at 'step' failed to satisfy constraint: Member must satisfy enum value set: [a, b]; Value '[1,2]' at 'list' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      'a pattern, anchored',
      {Sid: 'a\nb'},
      {Sid: {pattern: '[a-z]+'}},
      "ValidationException: 1 validation error detected: Value 'a\nb' at 'sid' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
    ],
    [
      'a sensitive value without repeating it',
      {SecretString: 'hush'},
      {SecretString: {max: 1, sensitive: true}},
      "ValidationException: 1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      'another type',
      {Name: 1},
      {Name: {type: 'string'}},
      'SerializationException: NUMBER_VALUE can not be converted to a String',
    ],
    [
      'a list for a text',
      {Name: []},
      {Name: {type: 'string'}},
      'SerializationException: Start of list found where not expected',
    ],
  ])('judges %s', (_what, input, rules, expected) => {
    expect(check(input, rules)).toBe(expected)
  })
})

describe('the XML and form of Query', () => {
  it('give back any text an XML document can hold', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), text => {
        const inside = element('A', text).slice(3, -4)
        expect(inside).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#xD;)/)
        const controls = Array.from(inside).filter(character => character < ' ' && !'\t\n'.includes(character))
        expect(controls).toEqual([])
      }),
    )
  })

  it('survives hostile field names', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string())), pairs => {
        readForm(new URLSearchParams([...pairs, ['__proto__.polluted', '1'], ['constructor.prototype.polluted', '1']]))
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
      }),
    )
  })
})

describe('seeded chance', () => {
  it('is the same for the same seed and name, and even', () => {
    const draw = (seed: number, name: string) => {
      const stream = new RandomStream(seed, name)
      return Array.from({length: 1000}, () => stream.unit())
    }
    expect(draw(1, 'a')).toEqual(draw(1, 'a'))
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'))
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'))
    const mean = draw(7, 'a').reduce((sum, unit) => sum + unit) / 1000
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
  })

  it('makes ids of version 4', () => {
    const stream = new RandomStream(1, 'ids')
    const ids = Array.from({length: 1000}, () => stream.uuid())
    expect(new Set(ids).size).toBe(1000)
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })
})
