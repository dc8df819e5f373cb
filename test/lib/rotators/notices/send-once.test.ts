import {describe, expect, it} from 'vitest'
import {CallFailed} from '../../../../src/lib/rotators/call-failed.ts'
import {sendOnce} from '../../../../src/lib/rotators/notices/send-once.ts'
import {stillClock} from '../support/still-clock.ts'

/** Sends while the first attempts end like this; answers how many there were. */
async function attemptsOf(ends: readonly (CallFailed | undefined)[]): Promise<number> {
  let attempts = 0
  const send = async () => {
    const end = ends[attempts]
    attempts += 1
    if (end !== undefined) throw end
  }
  await sendOnce(stillClock(), send).catch(() => undefined)
  return attempts
}

const answered = (name: string) => new CallFailed('Publish', {name, $metadata: {attempts: 1, httpStatusCode: 429}})

describe('a message', () => {
  it.each(['ThrottlingException', 'Throttling', 'TooManyRequestsException'])(
    'is sent again when the service took none: %s',
    async name => {
      expect(await attemptsOf([answered(name), answered(name), undefined])).toBe(3)
      expect(await attemptsOf(Array.from({length: 9}, () => answered(name)))).toBe(4)
    },
  )

  it('is not sent again when nobody knows whether it was', async () => {
    expect(await attemptsOf([new CallFailed('Publish', {code: 'ECONNRESET'})])).toBe(1)
    expect(await attemptsOf([new CallFailed('Publish', {name: 'ThrottlingException'})])).toBe(1)
  })

  it('is not sent again when it is refused', async () => {
    expect(await attemptsOf([answered('AuthorizationError')])).toBe(1)
  })
})
