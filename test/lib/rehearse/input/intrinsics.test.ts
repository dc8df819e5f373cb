import {describe, expect, it} from 'vitest'
import {resolveIntrinsics} from '../../../../src/lib/rehearse/input/intrinsics.ts'

const none = {parameters: {}, mappings: {}, conditions: {}} as unknown as Parameters<typeof resolveIntrinsics>[0]

describe('functions of a template that hang on nothing deployed', () => {
  it.each([
    [{'Fn::Select': [1, {'Fn::Split': ['|', 'a|b']}]}, 'b'],
    [{'Fn::Select': ['0', ['x', 'y']]}, 'x'],
    [{'Fn::Split': [',', 'a,b']}, ['a', 'b']],
    [{'Fn::Base64': 'hello'}, 'aGVsbG8='],
  ])('are worked out: %j', (part, value) => {
    expect(resolveIntrinsics(none, part)).toEqual({value, unknown: []})
  })

  it('are placeholders where there is no such part', () => {
    expect(resolveIntrinsics(none, {'Fn::Select': [5, ['x']]})).toEqual({
      value: 'placeholder-Select',
      unknown: ['!Select'],
    })
  })
})
