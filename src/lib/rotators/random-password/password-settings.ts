import {setting, type SettingFacts} from '../packaged.ts'

/** What says how a password is drawn. `excluded`: what never comes where nothing says it. */
export function passwordSettings(excluded: string): readonly SettingFacts[] {
  return [
    setting('PASSWORD_LENGTH', 'Characters of a new value, 1 to 4096.', '32'),
    setting('EXCLUDE_CHARACTERS', 'Characters that never come.', excluded),
    setting('EXCLUDE_LOWERCASE', 'true: no lower-case letters.', 'false'),
    setting('EXCLUDE_UPPERCASE', 'true: no upper-case letters.', 'false'),
    setting('EXCLUDE_NUMBERS', 'true: no digits.', 'false'),
    setting('EXCLUDE_PUNCTUATION', 'true: no punctuation.', 'false'),
    setting('INCLUDE_SPACE', 'true: a space may come too.', 'false'),
    setting('REQUIRE_EACH_INCLUDED_TYPE', 'false: a class may be missing.', 'true'),
    setting('MIN_BITS', 'Refuse settings that give a weaker value, in bits.', '128'),
  ]
}
