import {describe, expect, it} from 'vitest'

import {shapeChange} from '../../../src/lib/rehearse/shape.ts'

describe('the shape of a new value', () => {
  it.each([
    ['a text for a text', 'abc', '12345', undefined],
    ['other texts and longer lists', '{"a":"x","b":[1],"c":{"d":true}}', '{"c":{"d":false},"b":[],"a":"y"}', undefined],
    ['something in place of null', '{"a":null}', '{"a":{"b":"x"}}', undefined],
    ['JSON for a text', 'abc', '{"a":"x"}', 'it was plain text and is a JSON object'],
    ['a list for an object', '{"a":"x"}', '["x"]', 'it was a JSON object and is a list'],
    ['a missing field', '{"a":"x","b":{"c":1}}', '{"a":"x","b":{}}', 'field b.c is gone'],
    ['a number for a text', '{"a":"7"}', '{"a":7}', 'field a was string and is number'],
    ['one more field', '{"a":"x"}', '{"a":"x","b":1}', 'field b was not there before'],
  ])('takes %s for what it is', (_, before, after, change) => {
    expect(shapeChange(before, after)).toBe(change)
  })
})
