/** As in ids and keys that people show: `da2-4zf5gg2jlrfrzf5pjw77lx73yu`. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const LENGTH = 26

/** Id of an API, from the sandbox's seeded randomness. */
export function newApiId(random: () => number): string {
  return Array.from({length: LENGTH}, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('')
}

/** An API key: https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html. */
export function newKeyId(random: () => number): string {
  return `da2-${newApiId(random)}`
}
