import {Refusal} from '../refusal.ts'
import type {Settings} from '../settings.ts'

/** What GetRandomPassword is asked for; absent members have the service's own defaults. */
export interface PasswordRules {
  readonly PasswordLength: number
  readonly ExcludeCharacters?: string
  readonly ExcludeLowercase?: boolean
  readonly ExcludeUppercase?: boolean
  readonly ExcludeNumbers?: boolean
  readonly ExcludePunctuation?: boolean
  readonly IncludeSpace?: boolean
  readonly RequireEachIncludedType?: boolean
}

/** Bounds of the API. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
const LENGTH = {least: 1, most: 4096}
const MOST_EXCLUDED = 4096
const DEFAULT_LENGTH = 32

/** Least strength of a value, in bits, unless MIN_BITS says another. */
const DEFAULT_MIN_BITS = 128
const BITS = {least: 1, most: 4096}

/**
 * The settings, one to one: names are those of AWS's own rotation functions where they have one. Refused: a value that is
 * weaker than MIN_BITS, and classes that leave no character. `usual`: what is excluded where EXCLUDE_CHARACTERS is not set.
 */
export function passwordRules(settings: Settings, usual?: string): PasswordRules {
  const excluded = settings.text('EXCLUDE_CHARACTERS') ?? usual
  if (excluded !== undefined && excluded.length > MOST_EXCLUDED)
    throw new Refusal(`EXCLUDE_CHARACTERS has more than ${MOST_EXCLUDED} characters`)
  const rules: PasswordRules = {
    PasswordLength: settings.number('PASSWORD_LENGTH', LENGTH) ?? DEFAULT_LENGTH,
    ...(excluded === undefined || excluded === '' ? {} : {ExcludeCharacters: excluded}),
    ...flag('ExcludeLowercase', settings.flag('EXCLUDE_LOWERCASE')),
    ...flag('ExcludeUppercase', settings.flag('EXCLUDE_UPPERCASE')),
    ...flag('ExcludeNumbers', settings.flag('EXCLUDE_NUMBERS')),
    ...flag('ExcludePunctuation', settings.flag('EXCLUDE_PUNCTUATION')),
    ...flag('IncludeSpace', settings.flag('INCLUDE_SPACE')),
    ...flag('RequireEachIncludedType', settings.flag('REQUIRE_EACH_INCLUDED_TYPE')),
  }
  const least = settings.number('MIN_BITS', BITS) ?? DEFAULT_MIN_BITS
  const bits = Math.floor(bitsOf(rules))
  if (bits < least)
    throw new Refusal(
      `PASSWORD_LENGTH and the excluded characters allow ${bits} bits; MIN_BITS, ${least} where it is not set, asks for more`,
    )
  return rules
}

function flag(name: keyof PasswordRules, value: boolean | undefined): Partial<PasswordRules> {
  return value === undefined ? {} : {[name]: value}
}

/** Strength as length times log2 of the alphabet, which is what the rehearsal measures too. */
export function bitsOf(rules: PasswordRules): number {
  const size = alphabetOf(rules).length
  return size < 2 ? 0 : rules.PasswordLength * Math.log2(size)
}

/** The characters of each class that is included, as the API's reference lists them. */
function alphabetOf(rules: PasswordRules): readonly string[] {
  const classes = [
    rules.ExcludeLowercase === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    rules.ExcludeUppercase === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    rules.ExcludeNumbers === true ? '' : '0123456789',
    rules.ExcludePunctuation === true ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    rules.IncludeSpace === true ? ' ' : '',
  ]
  return Array.from(classes.join('')).filter(character => rules.ExcludeCharacters?.includes(character) !== true)
}
