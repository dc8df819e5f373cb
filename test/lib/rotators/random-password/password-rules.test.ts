import {describe, expect, it} from 'vitest'
import {bitsOf, passwordRules} from '../../../../src/lib/rotators/random-password/password-rules.ts'
import {Settings} from '../../../../src/lib/rotators/settings.ts'

const rulesOf = (env: Readonly<Record<string, string>>) => passwordRules(new Settings({}, env))

describe('the rules of a password', () => {
  it('are 32 characters as GetRandomPassword draws them by itself', () => {
    expect(rulesOf({})).toEqual({PasswordLength: 32})
  })

  it('are the settings, one to one', () => {
    expect(
      rulesOf({
        PASSWORD_LENGTH: '64',
        EXCLUDE_CHARACTERS: '/@"\'\\',
        EXCLUDE_LOWERCASE: 'false',
        EXCLUDE_UPPERCASE: 'true',
        EXCLUDE_NUMBERS: 'false',
        EXCLUDE_PUNCTUATION: 'true',
        INCLUDE_SPACE: 'true',
        REQUIRE_EACH_INCLUDED_TYPE: 'false',
      }),
    ).toEqual({
      PasswordLength: 64,
      ExcludeCharacters: '/@"\'\\',
      ExcludeLowercase: false,
      ExcludeUppercase: true,
      ExcludeNumbers: false,
      ExcludePunctuation: true,
      IncludeSpace: true,
      RequireEachIncludedType: false,
    })
  })

  it('exclude nothing where EXCLUDE_CHARACTERS is empty', () => {
    expect(rulesOf({EXCLUDE_CHARACTERS: ''})).toEqual({PasswordLength: 32})
  })

  it.each([
    [{PASSWORD_LENGTH: '19'}, 124],
    [{EXCLUDE_LOWERCASE: 'true', EXCLUDE_UPPERCASE: 'true', EXCLUDE_PUNCTUATION: 'true'}, 106],
    [
      {
        PASSWORD_LENGTH: '4096',
        EXCLUDE_LOWERCASE: 'true',
        EXCLUDE_UPPERCASE: 'true',
        EXCLUDE_PUNCTUATION: 'true',
        EXCLUDE_CHARACTERS: '012345678',
      },
      0,
    ],
  ] as const)('are refused where they are too weak: %j', (env, bits) => {
    expect(() => rulesOf(env)).toThrow(`allow ${bits} bits; MIN_BITS, 128 where it is not set, asks for more`)
  })

  it('may be weaker where MIN_BITS says so', () => {
    expect(rulesOf({PASSWORD_LENGTH: '19', MIN_BITS: '100'})).toEqual({PasswordLength: 19})
    expect(() => rulesOf({MIN_BITS: '256'})).toThrow('allow 209 bits; MIN_BITS, 256')
  })

  it('are refused beyond the bounds of the API', () => {
    expect(() => rulesOf({PASSWORD_LENGTH: '4097'})).toThrow('PASSWORD_LENGTH is not a whole number from 1 to 4096')
    expect(() => rulesOf({EXCLUDE_CHARACTERS: 'x'.repeat(4097)})).toThrow('more than 4096 characters')
  })

  it('count each character that may come', () => {
    expect(bitsOf({PasswordLength: 1})).toBe(Math.log2(94))
    expect(bitsOf({PasswordLength: 1, IncludeSpace: true, ExcludeCharacters: 'ab'})).toBe(Math.log2(93))
  })
})
