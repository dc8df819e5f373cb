import {describe, expect, it} from 'vitest'
import {CallFailed} from '../../../../src/lib/rotators/call-failed.ts'
import {seenBy} from '../../../../src/lib/rotators/iam-access-key/trail.ts'
import {aContext, aLog} from '../support/a-context.ts'

const asked = (send: () => object, log = aLog()) => seenBy(aContext({send, log}), 'AKIAPREV', 0)

describe('who uses an access key', () => {
  it('is said as CloudTrail saw it', async () => {
    const event = {sourceIPAddress: '198.51.100.7', userAgent: 'aws-cli/2.15\u001B[31m'}
    const Events = [{EventName: 'ListBuckets', CloudTrailEvent: JSON.stringify(event)}]
    expect(await asked(() => ({Events}))).toBe(
      '; CloudTrail saw ListBuckets from address 198.51.100.7 by client aws-cli/2.15?[31m',
    )
  })

  it('is not said where CloudTrail saw nobody, or has a record that nobody can read', async () => {
    expect(await asked(() => ({Events: []}))).toBe('')
    expect(await asked(() => ({Events: [{}]}))).toBe('; CloudTrail saw unknown from address unknown by client unknown')
  })

  it('may stay unknown: the log says why', async () => {
    const log = aLog()
    const refused = () => {
      throw new CallFailed('LookupEvents', {name: 'AccessDeniedException'})
    }
    expect(await asked(refused, log)).toBe('')
    expect(log.lines).toEqual(['warn: CloudTrail could not be asked who uses the key'])
  })
})
