import {describe, expect, it} from 'vitest'
import {CallFailed} from '../../../src/lib/rotators/call-failed.ts'
import {secretsManagerEndpoint} from '../../../src/lib/rotators/endpoint.ts'
import {reasonOf} from '../../../src/lib/rotators/reason.ts'

const answer = (name: string, metadata = {}) =>
  Object.assign(new Error('the request was {"SecretString":"the-new-one"}'), {name, $metadata: metadata})

describe('a call that failed', () => {
  it('is told by operation and code, without the text of the service', () => {
    const failed = new CallFailed('PutSecretValue', answer('AccessDeniedException'))
    expect(failed.message).toBe('PutSecretValue failed: AccessDeniedException')
    expect(`${failed.stack} ${JSON.stringify(failed)}`).not.toContain('the-new-one')
  })

  it('is told to be refused by the key where AWS says so', () => {
    const refused = Object.assign(new Error('Access to KMS is not allowed'), {name: 'AccessDeniedException'})
    expect(new CallFailed('GetSecretValue', refused).message).toBe(
      'GetSecretValue failed: AccessDeniedException (Access to KMS is not allowed)',
    )
  })

  it('is told by the code of the connection rather than by a general name', () => {
    const cut = Object.assign(new Error('socket hang up'), {code: 'ECONNRESET'})
    expect(reasonOf(new CallFailed('GetUser', cut))).toBe('GetUser failed: ECONNRESET')
  })

  it('is told without a code where that is no name', () => {
    expect(new CallFailed('GetUser', answer('the new-one {}')).code).toBe('unknown')
  })

  it('is sure to have had no effect only if the first attempt was refused', () => {
    const isSure = (metadata: object) => new CallFailed('X', answer('Refused', metadata)).isSure
    expect(isSure({attempts: 1, httpStatusCode: 400})).toBe(true)
    expect(isSure({attempts: 2, httpStatusCode: 400})).toBe(false)
    expect(isSure({attempts: 1, httpStatusCode: 500})).toBe(false)
    expect(isSure({attempts: 1})).toBe(false)
  })
})

describe('the reason of a failure', () => {
  it("is the name of an error's class where the text may be anybody's", () => {
    expect(reasonOf(new TypeError('the-new-one is no object'))).toBe('TypeError')
    expect(reasonOf(answer('the-new-one is no object'))).toBe('Error')
    expect(reasonOf('the-new-one')).toBe('something that is no error was thrown')
  })
})

describe('the endpoint of Secrets Manager', () => {
  it.each([
    [{}, undefined],
    [{SECRETS_MANAGER_ENDPOINT: ''}, undefined],
    [
      {SECRETS_MANAGER_ENDPOINT: 'vpce-1.secretsmanager.eu-central-1.vpce.amazonaws.com'},
      'https://vpce-1.secretsmanager.eu-central-1.vpce.amazonaws.com',
    ],
    [{SECRETS_MANAGER_ENDPOINT: 'https://vpce-1.example.com'}, 'https://vpce-1.example.com'],
    [{AWS_ENDPOINT_URL_SECRETS_MANAGER: 'vpce-2.example.com'}, 'https://vpce-2.example.com'],
    [
      {AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:4566', SECRETS_MANAGER_ENDPOINT: 'other'},
      'http://127.0.0.1:4566',
    ],
  ])('of %j is %s', (env, endpoint) => {
    expect(secretsManagerEndpoint(env)).toBe(endpoint)
  })
})
