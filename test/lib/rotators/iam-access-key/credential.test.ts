import {describe, expect, it} from 'vitest'
import {credentialIn} from '../../../../src/lib/rotators/iam-access-key/credential.ts'
import {aContext, aSecret, aValue} from '../support/a-context.ts'

type Texts = Readonly<Record<string, string>>

function found(value: object | string, {tags = {}, env = {}}: {readonly tags?: Texts; readonly env?: Texts} = {}) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return credentialIn(aValue(text), aContext({secret: aSecret({tags}), env}))
}

const key = {accessKeyId: 'AKIA', secretAccessKey: 'hidden'}

describe('the access key in a value', () => {
  it.each([
    {username: 'svc', accessKeyId: 'AKIA', secretAccessKey: 'hidden'},
    {user_name: 'svc', access_key_id: 'AKIA', secret_access_key: 'hidden'},
    {UserName: 'svc', AccessKeyId: 'AKIA', SecretAccessKey: 'hidden'},
    {user: 'svc', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'hidden'},
    {iamUser: 'svc', 'aws-access-key-id': 'AKIA', 'aws-secret-access-key': 'hidden'},
  ])('is found by the names in use: %j', value => {
    expect(found(value)).toMatchObject({userName: 'svc', ...key})
  })

  it('is found by the names that settings say', () => {
    const env = {USER_NAME_FIELD: 'who', ACCESS_KEY_ID_FIELD: 'id', SECRET_ACCESS_KEY_FIELD: 'pass'}
    expect(found({who: 'svc', id: 'AKIA', pass: 'hidden', username: 'not-this'}, {env})).toMatchObject({
      userName: 'svc',
      ...key,
    })
  })

  it('gives way to another in its own fields', () => {
    const value = found({user: 'svc', access_key_id: 'AKIA', secret_access_key: 'hidden', n: 1})
    expect(value.with('AKIB', 'new').open()).toBe(
      '{"user":"svc","access_key_id":"AKIB","secret_access_key":"new","n":1}',
    )
  })

  it.each([
    ['AKIA', 'the value of AWSCURRENT is not a JSON object'],
    [{username: 'svc', secretAccessKey: 'hidden'}, 'AWSCURRENT has no field accessKeyId'],
    [{username: 'svc', accessKeyId: 'AKIA'}, 'AWSCURRENT has no field secretAccessKey'],
    [{username: 7, ...key}, 'field username of AWSCURRENT is not a text'],
    [key, 'AWSCURRENT has no field username, and no tag secrot:user-name names the user'],
  ])('is refused where a part is missing: %j', (value, reason) => {
    expect(() => found(value)).toThrow(reason)
  })
})

describe('the user of an access key', () => {
  const tags = {'secrot:user-name': 'tagged'}
  const env = {USER_NAME: 'of-the-old-function'}

  it('may be named by a tag of the secret', () => {
    expect(found(key, {tags, env}).userName).toBe('tagged')
  })

  it('is named by the value before the environment', () => {
    expect(found({username: 'svc', ...key}, {env}).userName).toBe('svc')
    expect(found(key, {env}).userName).toBe('of-the-old-function')
  })

  it('is not chosen between a tag and a value that disagree', () => {
    expect(() => found({username: 'svc', ...key}, {tags})).toThrow('name different users')
    expect(found({username: 'tagged', ...key}, {tags}).userName).toBe('tagged')
  })
})
