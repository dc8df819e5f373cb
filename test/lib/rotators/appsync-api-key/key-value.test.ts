import {describe, expect, it} from 'vitest'
import {keyValueOf} from '../../../../src/lib/rotators/appsync-api-key/key-value.ts'
import {aContext, aSecret, aValue} from '../support/a-context.ts'

const KEY = 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa'

/** How a value is read, with these tags and variables. */
function read(
  text: string,
  {tags = {}, env = {}}: {tags?: Readonly<Record<string, string>>; env?: Readonly<Record<string, string>>} = {},
) {
  return keyValueOf(aValue(text), aContext({secret: aSecret({tags}), env}))
}

describe('the value of a secret with an API key', () => {
  it.each(['APIKEY', 'apikey', 'apiKey', 'api_key', 'x-api-key', 'AppSyncApiKey', 'key'])(
    'has the key in a field called %s',
    field => {
      expect(read(JSON.stringify({apiId: 'one', [field]: KEY}))).toEqual({
        apiId: 'one',
        isGuess: false,
        key: KEY,
        place: {field},
      })
    },
  )

  it.each(['apiId', 'API_ID', 'appsync_api_id', 'graphqlApiId'])('names the API in a field called %s', field => {
    expect(read(JSON.stringify({[field]: 'one', apiKey: KEY})).apiId).toBe('one')
  })

  it('has key and API in fields that the settings name', () => {
    const env = {API_KEY_FIELD: 'pass', API_ID_FIELD: 'where'}
    expect(read(JSON.stringify({apiKey: 'x', pass: KEY, where: 'one'}), {env})).toMatchObject({apiId: 'one', key: KEY})
  })

  it('is the key itself where a tag names the API', () => {
    expect(read(KEY, {tags: {'secrot:api-id': 'one'}})).toMatchObject({apiId: 'one', key: KEY, place: 'whole'})
  })

  it.each(['API_ID', 'APPSYNC_API_ID', 'GRAPHQL_API_ID'])(
    'is of the API of the environment (%s) last, and only as a guess',
    name => {
      const env = {[name]: 'old'}
      expect(read(KEY, {env})).toMatchObject({apiId: 'old', isGuess: true})
      expect(read(JSON.stringify({apiId: 'one', apiKey: KEY}), {env})).toMatchObject({apiId: 'one', isGuess: false})
      expect(read(KEY, {env, tags: {'secrot:api-id': 'two'}})).toMatchObject({apiId: 'two', isGuess: false})
    },
  )

  it('is refused where tag and value name different APIs', () => {
    const text = JSON.stringify({apiId: 'one', apiKey: KEY})
    expect(() => read(text, {tags: {'secrot:api-id': 'two'}})).toThrow(
      'the tag secrot:api-id and AWSCURRENT name different APIs',
    )
    expect(read(text, {tags: {'secrot:api-id': 'one'}}).apiId).toBe('one')
  })

  it.each([
    [KEY, 'nothing names the API: neither field apiId of AWSCURRENT nor the tag secrot:api-id'],
    [`{"apiKey":"${KEY}"}`, 'nothing names the API'],
    [`{"apiKey":"${KEY}","apiId":7}`, 'field apiId of AWSCURRENT is not a text'],
    ['{"apiId":"one"}', 'AWSCURRENT has no field apiKey; API_KEY_FIELD can name another one'],
    ['{"apiId":"one","apiKey":""}', 'field apiKey of AWSCURRENT is not a text'],
    [`{"apiId":"one","apiKey":"${KEY}","key":"x"}`, 'fields apiKey and key of AWSCURRENT may both be meant'],
    ['[1]', 'the value of AWSCURRENT is not a JSON object'],
  ])('is refused with what is wrong in it: %s', (text, reason) => {
    expect(() => read(text)).toThrow(reason)
  })
})
