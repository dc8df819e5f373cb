import {describe, expect, it} from 'vitest'

import type {LiveCredential, Observation, Sample} from '../../../src/lib/rehearse/observation.ts'
import {revokedInCreate} from '../../../src/lib/rehearse/revocations.ts'

const HOUR_MS = 60 * 60 * 1000

function key(id: string, version: string, state: LiveCredential['state'] = 'active'): LiveCredential {
  return {id, createdAt: 0, state, versions: [version], initial: true}
}

const replaced: Sample = {
  at: 0,
  after: 0,
  labels: {v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']},
  accepted: ['v1', 'v2'],
  live: [key('old', 'v1'), key('new', 'v2')],
} as unknown as Sample
const began = {...replaced, labels: {v1: ['AWSCURRENT']}, after: -1}

function after(hours: number, change: Partial<Sample>): Observation {
  const idle = {...replaced, at: hours * HOUR_MS}
  const samples = [began, replaced, idle, {...idle, step: 'createSecret', ...change}]
  return {samples} as unknown as Observation
}

const disabled = {live: [key('old', 'v1', 'disabled'), key('new', 'v2')]}

describe('what createSecret revokes', () => {
  it('is nothing where all stays as it is', () => {
    expect(revokedInCreate(after(30, {}), {retires: true})).toBeUndefined()
  })

  it('is no IAM key of AWSPREVIOUS whose overlap is over', () => {
    expect(revokedInCreate(after(30, disabled), {retires: true})).toBeUndefined()
  })

  it('is such a key within its overlap, or of another provider', () => {
    const revoked = 'the credential of AWSPREVIOUS was disabled or deleted'
    expect(revokedInCreate(after(23, disabled), {retires: true})).toBe(revoked)
    expect(revokedInCreate(after(30, disabled), {retires: false})).toBe(revoked)
  })

  it('is the key of AWSCURRENT at any time', () => {
    const change = {live: [key('old', 'v1')]}
    expect(revokedInCreate(after(30, change), {retires: true})).toBe(
      'the credential of AWSCURRENT was disabled or deleted',
    )
  })

  it('is a value that is refused where no credentials can be listed', () => {
    const samples = [
      {...replaced, live: []},
      {...replaced, live: [], step: 'createSecret', accepted: ['v2']},
    ]
    const observation = {samples} as unknown as Observation
    expect(revokedInCreate(observation, {retires: true})).toBe('the value of v1 was refused from then on')
  })
})
