import {describe, expect, it} from 'vitest'
import {makeMeeting} from '../../../src/lib/operations/listing-meeting.ts'
import {aSecret} from '../../support/a-secret.ts'

const page = (...dates: number[]) => dates.map(createdAt => aSecret({createdAt}))

describe('two walks through one listing', () => {
  it('have met once one is past the other and brings nothing new', () => {
    const meeting = makeMeeting()
    expect(meeting.reachedBy('asc', page(1, 2), 2)).toBe(false)
    expect(meeting.reachedBy('desc', page(5, 4), 2)).toBe(false)
    expect(meeting.reachedBy('desc', page(3, 2), 1)).toBe(false)
    expect(meeting.reachedBy('asc', page(3, 4), 0)).toBe(true)
  })

  it('have not met while a page brings something new, whatever the dates say', () => {
    const meeting = makeMeeting()
    meeting.reachedBy('asc', page(1, 3), 2)
    expect(meeting.reachedBy('desc', page(5, 2), 1)).toBe(false)
  })

  it('have not met at an empty page', () => {
    const meeting = makeMeeting()
    meeting.reachedBy('asc', page(1, 3), 2)
    meeting.reachedBy('desc', page(5, 2), 1)
    expect(meeting.reachedBy('asc', [], 0)).toBe(false)
  })

  it('have not met at secrets of one date, of which each may know another part', () => {
    const meeting = makeMeeting()
    meeting.reachedBy('asc', page(1, 2), 2)
    expect(meeting.reachedBy('desc', page(2, 2), 0)).toBe(false)
  })

  it('never meet once one has left its order, or a secret has no date', () => {
    const meeting = makeMeeting()
    meeting.reachedBy('asc', page(1, 4, 3), 3)
    meeting.reachedBy('desc', page(5, 2), 1)
    expect(meeting.reachedBy('asc', page(4), 0)).toBe(false)
  })
})
