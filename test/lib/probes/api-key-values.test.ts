import {describe, expect, it} from 'vitest'
import {apiIdIn, apiKeyIn, apiKeyMarkIn} from '../../../src/lib/probes/appsync-key.ts'
import {marked} from '../../../src/lib/rotators/appsync-api-key/key-mark.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'

const key = `da2-${'k'.repeat(26)}`
const sensitive = (value: unknown) => new Sensitive(typeof value === 'string' ? value : JSON.stringify(value))
const found = (value: unknown, tags: Record<string, string> = {}) => {
  const inside = apiKeyIn(sensitive(value), tags)
  return inside && {key: inside.key.reveal(), apiId: inside.apiId}
}

describe('the API key in a value', () => {
  it('is found by its form, in a field or as the whole text, without the blanks around it', () => {
    expect(found({apiId: 'abc', API_KEY: key})).toEqual({key, apiId: 'abc'})
    expect(found({apikey: `${key}\n`})).toEqual({key, apiId: undefined})
    expect(found(` ${key}\n`)).toEqual({key, apiId: undefined})
  })

  it('is none that has another form, whatever its field is called: it would go to AppSync, and be told by a digest', () => {
    expect(found({apiId: 'abc', key: 'hunter2-signing'})).toBeUndefined()
    expect(found({key: 'hunter2-signing', 'x-api-key': key})).toEqual({key, apiId: undefined})
  })

  it('is in the field that the tag names, and in no other', () => {
    const tags = {'secrot:api-key-field': 'token', 'secrot:api-id-field': 'graph'}
    expect(found({token: key, graph: 'abc', apiId: 'other'}, tags)).toEqual({key, apiId: 'abc'})
    expect(found({apiKey: key}, tags)).toBeUndefined()
    expect(found(key, tags)).toBeUndefined()
  })
})

describe('the API that a value names', () => {
  it('is known whatever stands in the place of the key', () => {
    expect(apiIdIn(sensitive({apiId: 'abc', apiKey: 'CHANGEME'}), {})).toBe('abc')
    expect(apiIdIn(sensitive('CHANGEME'), {})).toBeUndefined()
  })
})

describe('the mark of a key', () => {
  it('is what the packaged rotator writes, and nothing else', () => {
    const mark = {secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-AbCdEf', versionId: 'v1'}
    expect(apiKeyMarkIn(marked(mark, 'of the shop'))).toEqual(mark)
    expect([apiKeyMarkIn('of the shop'), apiKeyMarkIn()]).toEqual([undefined, undefined])
  })
})
