import {describe, expect, it} from 'vitest'
import {readEvent} from '../../../src/lib/rotators/event.ts'

const event = {
  Step: 'createSecret',
  SecretId: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/api-AbCdEf',
  ClientRequestToken: '5f1c0e0a-0000-4000-8000-000000000001',
}

describe('the event of a rotation', () => {
  it('is read with and without a RotationToken, and whatever else is in it', () => {
    const read = {step: 'createSecret', secretId: event.SecretId, versionId: event.ClientRequestToken}
    expect(readEvent(event)).toEqual(read)
    expect(readEvent({...event, RotationToken: ''})).toEqual(read)
    expect(readEvent({...event, RotationToken: null, Later: {}})).toEqual(read)
    expect(readEvent({...event, RotationToken: 'token'})).toEqual({...read, rotationToken: 'token'})
  })

  it.each(['Step', 'SecretId', 'ClientRequestToken'])('is refused without %s, naming it', name => {
    for (const value of [undefined, null, '', 7, {}])
      expect(() => readEvent({...event, [name]: value})).toThrow(`the event has no ${name}`)
  })

  it.each(['CreateSecret', 'create_secret', 'rollback', 'constructor'])('is refused with the step %s', Step => {
    expect(() => readEvent({...event, Step})).toThrow(
      'Step is none of createSecret, setSecret, testSecret, finishSecret',
    )
  })

  it.each([undefined, null, 'createSecret', []])('is refused when it is no object: %j', none => {
    expect(() => readEvent(none)).toThrow('the event has no Step')
  })
})
