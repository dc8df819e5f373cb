import {describe, expect, it} from 'vitest'
import {admitted} from '../../../src/lib/rotators/admission.ts'
import type {SecretFacts} from '../../../src/lib/rotators/labels.ts'
import {aSecret} from './support/a-context.ts'
import {stillClock} from './support/still-clock.ts'

/** What the secret looks like each time it is asked; the last stays. */
const told = (...answers: readonly SecretFacts[]) => {
  let asked = 0
  return async () => answers[Math.min(asked++, answers.length - 1)]!
}

const ask = (...answers: readonly SecretFacts[]) => admitted(told(...answers), 'new', stillClock())

describe('a version that may be rotated to', () => {
  it('holds AWSPENDING', async () => {
    expect(await ask(aSecret())).toEqual({secret: aSecret(), isCurrent: false})
  })

  it('is told from one that is current, with and without AWSPENDING beside it', async () => {
    for (const labels of [['AWSCURRENT'], ['AWSPENDING', 'AWSCURRENT']])
      expect((await ask(aSecret({versions: {new: labels}}))).isCurrent).toBe(true)
  })

  it('is waited for while it is not to be seen yet', async () => {
    const clock = stillClock()
    const late = aSecret({versions: {old: ['AWSCURRENT']}})
    await admitted(told(late, late, aSecret()), 'new', clock)
    expect(clock.waits).toEqual([250, 500])
  })

  it.each([
    ['the secret has no such version', aSecret({versions: {old: ['AWSCURRENT']}})],
    [
      'the version is neither AWSPENDING nor AWSCURRENT',
      aSecret({versions: {old: ['AWSCURRENT'], new: ['AWSPREVIOUS']}}),
    ],
    ['rotation is off', aSecret({rotationEnabled: false})],
  ])('is refused: %s', async (reason, secret) => {
    await expect(ask(secret)).rejects.toThrow(reason)
  })
})
