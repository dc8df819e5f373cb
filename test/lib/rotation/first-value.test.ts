import {describe, expect, test} from 'vitest'
import {FIRST_VALUE_TAG, holdsPlaceholder} from '../../../src/lib/rotation/first-value.ts'

const first = {tags: {[FIRST_VALUE_TAG]: 'placeholder'}, staging: new Map([['one', ['AWSCURRENT']]])}

describe('a placeholder', () => {
  test('is the value of a secret that was made with one and never rotated', () => {
    expect(holdsPlaceholder(first)).toBe(true)
  })

  test('is still in use while another value is only pending', () => {
    const staging = new Map([...first.staging, ['two', ['AWSPENDING']]])
    expect(holdsPlaceholder({...first, staging})).toBe(true)
  })

  test('is none where no tag says so, whatever the labels are', () => {
    expect(holdsPlaceholder({...first, tags: {}})).toBe(false)
  })

  test('is none once the secret has rotated, or another value has taken its place', () => {
    expect(holdsPlaceholder({...first, lastRotatedAt: 1})).toBe(false)
    const staging = new Map([
      ['one', ['AWSPREVIOUS']],
      ['two', ['AWSCURRENT']],
    ])
    expect(holdsPlaceholder({...first, staging})).toBe(false)
  })
})
