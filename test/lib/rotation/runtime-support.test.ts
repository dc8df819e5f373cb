import {describe, expect, test} from 'vitest'
import {supportEndOf} from '../../../src/lib/rotation/runtime-support.ts'
import {packagedRotators} from '../../../src/lib/rotators/catalogue.ts'

describe('the end of the support of a runtime', () => {
  test('is that of the page of Lambda, at the beginning of the day in UTC', () => {
    expect(supportEndOf('nodejs24.x')).toBe(Date.parse('2028-04-30T00:00:00Z'))
  })

  test('is known of each runtime that a rotator of ours is deployed on', () => {
    for (const {function: made} of packagedRotators) expect(supportEndOf(made.runtime)).toBeTypeOf('number')
  })
})
