import {describe, expect, test} from 'vitest'
import {formerTarget} from '../../../src/lib/deploy/former-target.ts'

describe('the target that the function before has in its environment', () => {
  test('is known by many names, whatever their case', () => {
    expect(formerTarget('user', {IAM_USERNAME: 'ci', LOG_LEVEL: 'info'})).toBe('ci')
    expect(formerTarget('user', {UserName: 'ci'})).toBe('ci')
    expect(formerTarget('api', {APPSYNC_API_ID: 'abc'})).toBe('abc')
  })

  test('is unknown where nothing names it, where it is empty, and where two names disagree', () => {
    expect(formerTarget('user', {API_ID: 'abc'})).toBeUndefined()
    expect(formerTarget('user', {USER_NAME: ''})).toBeUndefined()
    expect(formerTarget('user', {USER_NAME: 'ci', IAM_USER: 'cd'})).toBeUndefined()
    expect(formerTarget('user', {USER_NAME: 'ci', IAM_USER: 'ci'})).toBe('ci')
  })
})
