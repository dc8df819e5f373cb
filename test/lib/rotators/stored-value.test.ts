import {inspect} from 'node:util'
import {describe, expect, it} from 'vitest'
import {Redactor} from '../../../src/lib/rotators/redactor.ts'
import {StoredValue} from '../../../src/lib/rotators/stored-value.ts'

const redactor = new Redactor()
const valueOf = (text: string) => new StoredValue(text, 'AWSCURRENT', redactor)

describe('a stored value', () => {
  it('cannot be printed by accident', () => {
    const value = valueOf('{"password":"the-old-one"}')
    expect(
      [value.toString(), JSON.stringify({value}), inspect({value}), inspect(value, {showHidden: true})].join('\n'),
    ).not.toContain('the-old-one')
    expect(value.open()).toBe('{"password":"the-old-one"}')
  })

  it('keeps everything but the text that is replaced as it was written', () => {
    const text = '{"password":"old","id":12345678901234567890,"rate":1.0,"list":[1e2,null,"ü"],"__proto__":{"a":1}}'
    const value = valueOf(text).with([{field: 'password'}, 'new'])
    expect(value.open()).toBe(text.replace('"old"', '"new"'))
  })

  it('replaces several texts, and a plain value as a whole', () => {
    const two = valueOf('{"id":"a","key":"b","c":1}').with([{field: 'id'}, 'x'], [{field: 'key'}, 'y'])
    expect(two.open()).toBe('{"id":"x","key":"y","c":1}')
    expect(valueOf('plain').with(['whole', 'other']).open()).toBe('other')
  })

  it('names a field that is no text, and nothing of what is there', () => {
    const value = valueOf('{"password":{"inner":"the-old-one"},"empty":""}')
    for (const field of ['password', 'empty', 'missing'])
      expect(() => value.text({field})).toThrow(`field ${field} of AWSCURRENT is not a text`)
    expect(() => value.text('whole')).toThrow('the value of AWSCURRENT is not a text')
  })

  it.each(['{"half": "of a', '["one","two"]', '[]', '{}x', ' { "a', '[{'])(
    'is no plain text when it looks like JSON: %s',
    text => {
      expect(() => valueOf(text).fieldNames()).toThrow('the value of AWSCURRENT is not a JSON object')
    },
  )

  it.each(['secret', '12345', 'true', 'null', '"quoted"', '{x', '[x', '}"{'])('is plain text: %s', text => {
    expect(valueOf(text).fieldNames()).toBe(undefined)
    expect(valueOf(text).text('whole')).toBe(text)
  })

  it('without a text, as a binary value is, is refused', () => {
    expect(() => valueOf('').fieldNames()).toThrow('the value of AWSCURRENT is not a text')
  })

  it('has hidden from then on what was taken out as a secret, and a plain value at once', () => {
    const own = new Redactor()
    const value = new StoredValue('{"user":"alice","password":"the-old-one"}', 'AWSCURRENT', own)
    value.text({field: 'user'})
    value.secret({field: 'password'})
    expect(own.clean('alice the-old-one')).toBe('alice [hidden]')
    expect(new StoredValue('plain-old', 'AWSCURRENT', own).of).toBe('AWSCURRENT')
    expect(own.clean('plain-old')).toBe('[hidden]')
  })
})
