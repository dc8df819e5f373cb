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
})
