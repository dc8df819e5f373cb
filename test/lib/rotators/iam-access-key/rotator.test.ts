import {describe, expect, it} from 'vitest'
import {iamAccessKey} from '../../../../src/lib/rotators/iam-access-key/rotator.ts'
import {anIam, aRotation, USER_ARN, valueOf} from './support/an-iam.ts'

const tested = (iam: ReturnType<typeof anIam>, pending = valueOf('AKIANEW')) =>
  iamAccessKey.test!(aRotation(iam, {values: {AWSPENDING: pending}}))

describe('the test of a new access key', () => {
  it('passes once the key is known, and is the user’s own', async () => {
    const iam = anIam({caller: attempt => (attempt < 5 ? undefined : USER_ARN)})
    await tested(iam)
    expect(iam.calls.length).toBe(5)
  })

  it('fails for a key that never gets known, within a minute', async () => {
    const iam = anIam({caller: () => undefined})
    await expect(tested(iam)).rejects.toThrow(
      'GetCallerIdentity failed: InvalidClientTokenId for the key of AWSPENDING',
    )
    expect(iam.calls.length).toBe(8)
  })

  it('fails for a key of somebody else', async () => {
    const iam = anIam({caller: () => 'arn:aws:iam::111122223333:user/svc'})
    await expect(tested(iam)).rejects.toThrow('the key of AWSPENDING is not one of user svc')
  })

  it('fails where the new value names somebody else', async () => {
    const iam = anIam()
    await expect(tested(iam, valueOf('AKIANEW', 'other'))).rejects.toThrow('name different users')
    expect(iam.calls).toEqual([])
  })
})
