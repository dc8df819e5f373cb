import type {Secret} from './entities.ts'

export type FilterKey = 'all' | 'description' | 'name' | 'owning-service' | 'primary-region' | 'tag-key' | 'tag-value'

export interface Filter {
  readonly Key: FilterKey
  readonly Values: readonly string[]
}

/** Filters are ANDed, also when a key is repeated; the values of one filter are ORed. */
export function matchesAll(secret: Secret, filters: readonly Filter[]): boolean {
  return filters.every(filter => filter.Values.some(value => matchesValue(secret, filter.Key, value)))
}

/** `!` in front negates a value. */
function matchesValue(secret: Secret, key: FilterKey, value: string): boolean {
  if (value.startsWith('!')) return !matches(secret, key, value.slice(1))
  return matches(secret, key, value)
}

/**
 * `description` and `all` look for words and do not care about case; the other keys compare the beginning of the whole
 * text, with case. Source: the documentation of Filter in the API reference; recorded listings agree.
 */
function matches(secret: Secret, key: FilterKey, value: string): boolean {
  if (key === 'description') return holdsWords(wordsOf(secret.description ?? ''), value)
  if (key === 'all') return holdsWords(attributesOf(secret).flatMap(attributeWords), value)
  return textsOf(secret, key).some(text => text.startsWith(value))
}

function textsOf(secret: Secret, key: Exclude<FilterKey, 'all' | 'description'>): readonly string[] {
  if (key === 'name') return [secret.name]
  if (key === 'tag-key') return (secret.tags ?? []).map(tag => tag.Key)
  if (key === 'tag-value') return (secret.tags ?? []).map(tag => tag.Value)
  const text = key === 'owning-service' ? secret.owningService : secret.primaryRegion
  return text === undefined ? [] : [text]
}

function attributesOf(secret: Secret): readonly string[] {
  const tags = (secret.tags ?? []).flatMap(tag => [tag.Key, tag.Value])
  const others = [secret.description, secret.owningService, secret.primaryRegion]
  return [secret.name, ...tags, ...others.filter(text => text !== undefined)]
}

/** Every word of the value begins a word of the text; a value without letters or digits matches nothing. */
function holdsWords(words: readonly string[], value: string): boolean {
  const wanted = value
    .toLowerCase()
    .split(/\s+/)
    .filter(word => /[\p{L}\p{N}]/u.test(word))
  return wanted.length > 0 && wanted.every(prefix => words.some(word => word.startsWith(prefix)))
}

/** Words between spaces, and their parts between other characters. */
function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().split(/\s+/)
  return words.flatMap(word => [word, ...partsOf(word)])
}

/** As `wordsOf`; under `all` a capital letter begins a word too. */
function attributeWords(text: string): readonly string[] {
  const humps = text.replaceAll(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1 ').split(' ')
  return [...wordsOf(text), ...humps.flatMap(wordsOf)]
}

/** `a-b/c` has the parts `b/c` and `c` besides itself: a prefix may begin after any separator and go on over the next. */
function partsOf(word: string): readonly string[] {
  return [...word.matchAll(/[^\p{L}\p{N}]+(?=[\p{L}\p{N}])/gu)].map(match => word.slice(match.index + match[0].length))
}
