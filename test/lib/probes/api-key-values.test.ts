import {describe, expect, it} from 'vitest'
import {apiKeyIn} from '../../../src/lib/probes/appsync-key.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'

const key = `da2-${'k'.repeat(26)}`
const found = (value: unknown) => {
  const inside = apiKeyIn(new Sensitive(typeof value === 'string' ? value : JSON.stringify(value)))
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
})
