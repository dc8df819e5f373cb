import {Refusal} from './refusal.ts'

/**
 * What a function is set up with. A tag of the secret says it for that secret alone (`secrot:password-length`), an
 * environment variable for all secrets of the function (`PASSWORD_LENGTH`); the tag comes first.
 */
export class Settings {
  readonly #tags: Readonly<Record<string, string>>
  readonly #env: Readonly<Record<string, string | undefined>>

  constructor(tags: Readonly<Record<string, string>>, env: Readonly<Record<string, string | undefined>>) {
    this.#tags = tags
    this.#env = env
  }

  /** undefined: not set. An empty one is set. */
  text(name: string): string | undefined {
    return this.#tags[tagOf(name)] ?? this.#env[name]
  }

  /** A whole number from `least` to `most`. */
  number(name: string, {least, most}: {readonly least: number; readonly most: number}): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new Refusal(`${name} is not a whole number from ${least} to ${most}`)
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name)?.toLowerCase()
    if (text === undefined) return undefined
    if (text === 'true' || text === 'false') return text === 'true'
    throw new Refusal(`${name} is neither true nor false`)
  }
}

/** `PASSWORD_LENGTH` → `secrot:password-length` */
export function tagOf(name: string): string {
  return `secrot:${name.toLowerCase().replaceAll('_', '-')}`
}
