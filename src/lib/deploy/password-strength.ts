/** Characters of each class, as GetRandomPassword draws them, by the setting that leaves it out. */
const classes: Readonly<Record<string, string>> = {
  EXCLUDE_LOWERCASE: 'abcdefghijklmnopqrstuvwxyz',
  EXCLUDE_UPPERCASE: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  EXCLUDE_NUMBERS: '0123456789',
  EXCLUDE_PUNCTUATION: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
}

/** Strength of a password that a rotator draws, and the least that it takes; in bits. The same as in its `password-rules.ts`. */
export function strengthOf(settings: Readonly<Record<string, string>>): {
  readonly bits: number
  readonly least: number
} {
  const included = Object.entries(classes).map(([setting, all]) => (settings[setting] === 'true' ? '' : all))
  const all = [...included, settings['INCLUDE_SPACE'] === 'true' ? ' ' : ''].join('')
  const excluded = settings['EXCLUDE_CHARACTERS'] ?? ''
  const size = Array.from(all).filter(character => !excluded.includes(character)).length
  const bits = size < 2 ? 0 : Math.floor(Number(settings['PASSWORD_LENGTH'] ?? '32') * Math.log2(size))
  return {bits, least: Number(settings['MIN_BITS'] ?? '128')}
}
