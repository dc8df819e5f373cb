/** Identifiers and secrets in AWS's shapes, from the sandbox's seeded randomness. */

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function letters(random: () => number, alphabet: string, length: number): string {
  let text = ''
  while (text.length < length) {
    // One draw gives 30 bits, five or six letters: a session token alone has hundreds.
    let bits = Math.floor(random() * 2 ** 30)
    for (
      let room = 30;
      room >= Math.log2(alphabet.length) && text.length < length;
      room -= Math.log2(alphabet.length)
    ) {
      text += alphabet[bits % alphabet.length]
      bits = Math.floor(bits / alphabet.length)
    }
  }
  return text
}

/** Prefixes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids. */
export type IdPrefix = 'AKIA' | 'ASIA' | 'AIDA' | 'AROA' | 'AGPA' | 'ANPA'

/** A unique id such as `AIDA` and 17 letters or digits; access key ids are one shorter. */
export function newId(random: () => number, prefix: IdPrefix): string {
  return prefix + letters(random, base32, prefix === 'AKIA' || prefix === 'ASIA' ? 16 : 17)
}

/** Forty characters, as of a secret access key. */
export function newSecretKey(random: () => number): string {
  return letters(random, base64, 40)
}

/** A session token; its length is not promised by AWS, real ones have several hundred characters. */
export function newSessionToken(random: () => number): string {
  return `IQoJb3JpZ2luX2Vj${letters(random, base64, 240)}`
}
