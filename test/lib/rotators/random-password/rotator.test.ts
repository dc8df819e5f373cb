import {describe, expect, it} from 'vitest'
import {randomPassword} from '../../../../src/lib/rotators/random-password/rotator.ts'
import {aContext, aLog} from '../support/a-context.ts'

/** What is proposed for a value, when GetRandomPassword gives these texts in turn. */
async function proposed(current: string, draws: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const asked: object[] = []
  const send = ({input}: {readonly input: object}) => ({RandomPassword: draws[asked.push(input) - 1]})
  const proposal = await randomPassword.create(aContext({values: {AWSCURRENT: current}, env, send}))
  return {value: proposal?.value.open(), asked}
}

describe('a new random value', () => {
  it('takes the place of the password, and nothing else changes', async () => {
    const {value, asked} = await proposed('{"user":"app","Password":"old","port":5432}', ['drawn'])
    expect(value).toBe('{"user":"app","Password":"drawn","port":5432}')
    expect(asked).toEqual([{PasswordLength: 32}])
  })

  it('stands in the field that PASSWORD_FIELD names', async () => {
    const {value} = await proposed('{"password":"stays","pin":"old"}', ['drawn'], {PASSWORD_FIELD: 'pin'})
    expect(value).toBe('{"password":"stays","pin":"drawn"}')
  })

  it('takes the place of a plain value', async () => {
    expect((await proposed('old', ['drawn'])).value).toBe('drawn')
  })

  it('is drawn again where it is the old one, or plain and would be taken for JSON', async () => {
    expect((await proposed('old', ['old', '{"x', '[]', '', 'drawn'])).value).toBe('drawn')
    expect((await proposed('{"password":"old"}', ['{"x'])).value).toBe('{"password":"{\\"x"}')
    await expect(
      proposed(
        'old',
        Array.from({length: 9}, () => '{"x'),
      ),
    ).rejects.toThrow('GetRandomPassword gave no value that can be used')
  })

  it.each([
    ['{"user":"app"}', 'AWSCURRENT has no field password'],
    ['{"password":7}', 'field password of AWSCURRENT is not a text'],
    ['{"user": "ap', 'the value of AWSCURRENT is not a JSON object'],
  ])('is not made for a value that cannot be used: %s', async (current, reason) => {
    await expect(proposed(current, ['drawn'])).rejects.toThrow(reason)
  })
})

describe('the test of a random value', () => {
  const test = (pending: string) => randomPassword.test!(aContext({values: {AWSPENDING: pending}, log: aLog()}))

  it('passes for a value that has it, also one that nobody drew', async () => {
    await expect(test('{"password":"CHANGEME"}')).resolves.toBe(undefined)
    await expect(test('CHANGEME')).resolves.toBe(undefined)
  })

  it('fails for a value that has none', async () => {
    await expect(test('{"user":"app"}')).rejects.toThrow('AWSPENDING has no field password')
  })
})
