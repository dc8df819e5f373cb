import {describe, expect, it} from 'vitest'
import {differenceOf, type ShapeDifference} from '../../../src/lib/probes/shape.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'

const key = Buffer.alloc(32, 7)
const text = (value: string) => ({value: new Sensitive(value), binary: false})
const binary = (value: string) => ({value: new Sensitive(Buffer.from(value)), binary: true})
const compare = (from: unknown, to: unknown): ShapeDifference =>
  differenceOf(text(JSON.stringify(from)), text(JSON.stringify(to)), key)
const changes = ({fields}: ShapeDifference): Record<string, string> =>
  Object.fromEntries(fields.map(({name, change}) => [name, change]))

describe('the difference of two values', () => {
  it('tells fields added, removed, changed and equal, with the lengths of strings only', () => {
    const shape = compare({user: 'ada', password: 'old', tls: true}, {user: 'ada', password: 'newer', port: 5432})
    expect(shape.fields).toEqual([
      {name: 'user', change: 'equal', from: {type: 'string', bytes: 3}, to: {type: 'string', bytes: 3}},
      {name: 'password', change: 'changed', from: {type: 'string', bytes: 3}, to: {type: 'string', bytes: 5}},
      {name: 'tls', change: 'removed', from: {type: 'boolean'}},
      {name: 'port', change: 'added', to: {type: 'number'}},
    ])
    expect(shape.equal).toBe(false)
  })

  it.each([
    ['nested fields in another order are equal', '{"a":{"x":1,"y":[2]}}', '{"a":{"y":[2],"x":1}}', 'equal'],
    ['a nested field has changed', '{"a":{"x":1}}', '{"a":{"x":2}}', 'changed'],
    [
      'numbers that JavaScript cannot tell apart have changed',
      '{"a":9007199254740993}',
      '{"a":9007199254740992}',
      'changed',
    ],
    ['a number is not the text of it', '{"a":1}', '{"a":"1"}', 'changed'],
    ['a field called __proto__ is a field', '{"__proto__":{"x":1}}', '{"__proto__":{"x":2}}', 'changed'],
  ])('sees that %s', (_, from, to, change) => {
    expect(Object.values(changes(differenceOf(text(from), text(to), key)))).toEqual([change])
  })

  it('is not misled by names that every object knows', () => {
    expect(changes(compare({constructor: 'x'}, {toString: 'x'}))).toEqual({constructor: 'removed', toString: 'added'})
  })

  it('tells of text lengths and whether it is equal, and takes a JSON list for text', () => {
    expect(differenceOf(text('hünter'), text('[1]'), key)).toEqual({
      from: {kind: 'text', bytes: 7},
      to: {kind: 'text', bytes: 3},
      equal: false,
      fields: [],
    })
    expect(differenceOf(text('same'), text('same'), key).equal).toBe(true)
  })

  it('tells of binary values the length only, also when they are equal', () => {
    expect(differenceOf(binary('{"a":1}'), binary('{"a":1}'), key)).toEqual({
      from: {kind: 'binary', bytes: 7},
      to: {kind: 'binary', bytes: 7},
      fields: [],
    })
  })

  it('does not say that values are equal where one is missing', () => {
    expect(differenceOf(undefined, text('x'), key)).toEqual({
      from: {kind: 'none'},
      to: {kind: 'text', bytes: 1},
      fields: [],
    })
  })
})
