import type {World} from '../../kernel.ts'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const NUMBERS = '0123456789'
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

export interface PasswordRules {
  /** Absent: 32. */
  readonly length?: number | undefined
  /** Absent: none. */
  readonly excluded?: string | undefined
  readonly lower: boolean
  readonly upper: boolean
  readonly numbers: boolean
  readonly punctuation: boolean
  readonly space: boolean
  /** At least one of each class. */
  readonly requireEach: boolean
}

export const EVERY_CLASS: PasswordRules = {
  lower: true,
  upper: true,
  numbers: true,
  punctuation: true,
  space: false,
  requireEach: true,
}

/** The characters of each class that the rules leave. */
export function classesOf(rules: PasswordRules): readonly string[] {
  const excluded = new Set(rules.excluded?.split(''))
  const classes = [
    rules.lower ? LOWER : '',
    rules.upper ? UPPER : '',
    rules.numbers ? NUMBERS : '',
    rules.punctuation ? PUNCTUATION : '',
    rules.space ? ' ' : '',
  ]
  return classes
    .map(characters =>
      characters
        .split('')
        .filter(character => !excluded.has(character))
        .join(''),
    )
    .filter(Boolean)
}

/** A seeded password; `classesOf` must have left something, and no more classes than characters are asked for. */
export function drawPassword(world: World, rules: PasswordRules): string {
  const classes = classesOf(rules)
  const all = classes.join('')
  const length = rules.length ?? 32
  const required = rules.requireEach ? classes.map(characters => draw(world, characters)) : []
  const free = Array.from({length: length - required.length}, () => draw(world, all))
  return shuffle(world, [...required, ...free]).join('')
}

/** A copy in a seeded order. */
export function shuffle<Item>(world: World, items: readonly Item[]): readonly Item[] {
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(world.random() * (last + 1))
    ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
  }
  return shuffled
}

function draw(world: World, characters: string): string {
  return characters[Math.floor(world.random() * characters.length)]!
}
