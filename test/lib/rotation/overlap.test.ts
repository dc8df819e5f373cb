import {describe, expect, it} from 'vitest'
import {LAST_USED_LAG_MS, overlapMsOf} from '../../../src/lib/rotation/overlap.ts'
import {leastLifeMs} from '../../../src/lib/rotators/iam-access-key/evidence.ts'
import {Settings} from '../../../src/lib/rotators/settings.ts'

const least = (tags: Readonly<Record<string, string>>) => leastLifeMs({settings: new Settings(tags, {})})

describe('the overlap of a replaced key', () => {
  it.each([undefined, '1', '24', '240', '8760'])('is what the packaged rotator takes it for: %s hours', hours => {
    expect(overlapMsOf(hours) + LAST_USED_LAG_MS).toBe(
      least(hours === undefined ? {} : {'secrot:overlap-hours': hours}),
    )
  })

  it.each(['', '0', '8761', '1.5', 'x'])('is a day where the rotator takes no such number: %j', hours => {
    expect(overlapMsOf(hours)).toBe(overlapMsOf(undefined))
  })
})
