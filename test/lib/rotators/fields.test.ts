import {describe, expect, it} from 'vitest'
import {placeOf, requiredPlaceOf} from '../../../src/lib/rotators/fields.ts'
import {Redactor} from '../../../src/lib/rotators/redactor.ts'
import {Settings} from '../../../src/lib/rotators/settings.ts'
import {StoredValue} from '../../../src/lib/rotators/stored-value.ts'

const KEY = {name: 'accessKeyId', also: ['awsAccessKeyId'], setting: 'ACCESS_KEY_ID_FIELD'}
const valueOf = (text: string) => new StoredValue(text, 'AWSCURRENT', new Redactor())
const settings = (env: Readonly<Record<string, string>> = {}) => new Settings({}, env)

describe('the place of a field', () => {
  it.each(['accessKeyId', 'AccessKeyId', 'access_key_id', 'ACCESS-KEY-ID', 'aws_access_key_id', 'accesskeyid'])(
    'is known by the name %s',
    field => {
      expect(placeOf(valueOf(JSON.stringify({user: 'a', [field]: 'x'})), KEY, settings())).toEqual({field})
    },
  )

  it('is the whole of a plain value', () => {
    expect(placeOf(valueOf('plain'), KEY, settings())).toBe('whole')
  })

  it('is where the setting says, and nowhere else', () => {
    const named = settings({ACCESS_KEY_ID_FIELD: 'kid'})
    expect(placeOf(valueOf('{"kid":"x","accessKeyId":"y"}'), KEY, named)).toEqual({field: 'kid'})
    expect(placeOf(valueOf('{"accessKeyId":"y"}'), KEY, named)).toBe(undefined)
    expect(placeOf(valueOf('plain'), KEY, named)).toBe(undefined)
    expect(() => requiredPlaceOf(valueOf('{"accessKeyId":"y"}'), KEY, named)).toThrow(
      'AWSCURRENT has no field kid, which ACCESS_KEY_ID_FIELD names',
    )
  })

  it('is refused where two may be meant, or none is there', () => {
    expect(() => placeOf(valueOf('{"accessKeyId":"x","access_key_id":"y"}'), KEY, settings())).toThrow(
      'fields accessKeyId and access_key_id of AWSCURRENT may both be meant; ACCESS_KEY_ID_FIELD says which',
    )
    expect(() => requiredPlaceOf(valueOf('{"other":"x"}'), KEY, settings())).toThrow(
      'AWSCURRENT has no field accessKeyId; ACCESS_KEY_ID_FIELD can name another one',
    )
  })
})

describe('a setting', () => {
  it('of the secret comes before one of the function', () => {
    const both = new Settings({'secrot:password-length': '40'}, {PASSWORD_LENGTH: '20', OTHER: 'env'})
    expect([both.text('PASSWORD_LENGTH'), both.text('OTHER'), both.text('NEITHER')]).toEqual(['40', 'env', undefined])
  })

  it('is refused when it is not what it has to be, naming it', () => {
    const given = settings({LENGTH: '1e3', FLAG: 'yes', MANY: '99'})
    const bounds = {least: 1, most: 50}
    expect(() => given.number('LENGTH', bounds)).toThrow('LENGTH is not a whole number from 1 to 50')
    expect(() => given.number('MANY', bounds)).toThrow('MANY is not a whole number from 1 to 50')
    expect(() => given.flag('FLAG')).toThrow('FLAG is neither true nor false')
  })

  it('is a number or a flag', () => {
    const given = settings({LENGTH: '40', ON: 'TRUE', OFF: 'false'})
    expect(given.number('LENGTH', {least: 1, most: 50})).toBe(40)
    expect([given.flag('ON'), given.flag('OFF'), given.flag('NEITHER')]).toEqual([true, false, undefined])
  })
})
