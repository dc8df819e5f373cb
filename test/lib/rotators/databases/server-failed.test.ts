import {expect, it} from 'vitest'
import {serverFailed} from '../../../../src/lib/rotators/databases/server-failed.ts'

const always = () => true

it('what a driver says of a failure is told by its code alone', () => {
  const error = Object.assign(new Error('syntax error at or near "the password"'), {code: '42601'})
  expect(serverFailed(error, always).message).toBe('the server: 42601')
})

it('a failure without a code is a lost connection', () => {
  expect(serverFailed(new Error('Connection terminated: the password'), always)).toMatchObject({
    message: 'the server: CONNECTION_LOST',
    isPassing: true,
  })
})

it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'])(
  'a certificate that is not trusted is not asked for again: %s',
  code => {
    const failed = serverFailed({code}, always)
    expect(failed.isPassing).toBe(false)
    expect(failed.message).toBe(`the certificate of the server is not trusted (${code}); TLS_CA says whom to trust`)
  },
)
