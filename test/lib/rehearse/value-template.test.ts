import {describe, expect, it} from 'vitest'
import {valueTemplate} from '../../../src/lib/rehearse/value-template.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'

const given = new Sensitive(
  JSON.stringify({apiKey: `da2-${'a'.repeat(26)}`, apiId: 'abc', user: 'ops', deploy: {id: 'AKIAIOSFODNN7EXAMPLE'}}),
)

describe('a value that somebody brought', () => {
  it('is given the credentials of the stage, each of the target that it is for', () => {
    expect(JSON.parse(valueTemplate(given, ['appsync-api', 'iam-user']))).toEqual({
      apiKey: '{{apiKey}}',
      apiId: '{{apiId}}',
      user: '{{userName2}}',
      deploy: {id: '{{accessKeyId2}}'},
    })
    expect(JSON.parse(valueTemplate(given, ['login']))).toMatchObject({user: '{{username}}', apiId: 'abc'})
  })

  describe('of two targets of one kind', () => {
    const key = (text: string) => `da2-${text.repeat(26)}`
    const two = ['appsync-api', 'appsync-api']
    const template = (value: object, kinds: readonly string[]) =>
      valueTemplate(new Sensitive(JSON.stringify(value)), kinds)

    it('is refused where nobody can say whose credential is which', () => {
      const message =
        'The value holds more than one apiKey, and there are several targets of kind appsync-api: nobody can say whose is which.'
      const hint = 'Write those of the further target as fields in the value: {{apiKey2}}'
      expect(() => template({one: key('a'), other: key('b')}, two)).toThrow(
        expect.objectContaining({code: 'TARGET_NOT_PLAYED', exit: 2, message, hint}),
      )
    })

    it('is taken where the fields say it, or one credential stands there twice', () => {
      const said = {one: key('a'), other: '{{apiKey2}}'}
      expect(JSON.parse(template(said, two))).toEqual({one: '{{apiKey}}', other: '{{apiKey2}}'})
      const besides = {a: {password: 'x'}, b: {password: 'y'}}
      const same = {a: {password: '{{password3}}'}, b: {password: '{{password3}}'}}
      expect(JSON.parse(template(besides, [...two, 'login']))).toEqual(same)
      expect(JSON.parse(template({one: key('a'), copy: key('a')}, two))).toEqual({
        one: '{{apiKey}}',
        copy: '{{apiKey}}',
      })
    })
  })
})
