import {inspect} from 'node:util'
import {jsonObjectOf, looksLikeJson, type JsonObject} from './json-object.ts'
import type {Redactor} from './redactor.ts'
import {Refusal} from './refusal.ts'

/** Where in a value a text stands: in a field of its JSON, or the value is that text. */
export type Place = {readonly field: string} | 'whole'

/** The value of a version. It cannot be printed; `text` and `secret` give parts of it, `open` is for storing it. */
export class StoredValue {
  /** Whose value it is, for sentences: `AWSCURRENT`. */
  readonly of: string
  /** Epoch milliseconds; undefined: it is stored nowhere yet. */
  readonly storedAt: number | undefined
  readonly #text: string
  readonly #fields: JsonObject | undefined
  readonly #redactor: Redactor

  constructor(text: string, of: string, redactor: Redactor, storedAt?: number) {
    this.of = of
    this.storedAt = storedAt
    this.#text = text
    this.#fields = jsonObjectOf(text)
    this.#redactor = redactor
    if (this.#fields === undefined) redactor.hide(text)
  }

  /** Names of its fields; undefined: the value is plain text. Refused: JSON that holds no fields, or is damaged. */
  fieldNames(): readonly string[] | undefined {
    if (this.#fields !== undefined) return Object.keys(this.#fields)
    if (this.#text === '') throw new Refusal(`the value of ${this.of} is not a text`)
    if (looksLikeJson(this.#text)) throw new Refusal(`the value of ${this.of} is not a JSON object`)
    return undefined
  }

  /** A text that may be seen, such as the name of a user. Refused where there is none. */
  text(place: Place): string {
    const found = place === 'whole' ? this.#plain() : this.#fields?.[place.field]
    if (typeof found === 'string' && found !== '') return found
    throw new Refusal(`${placeText(place)} of ${this.of} is not a text`)
  }

  /** A text that nobody may see; log and errors have it hidden from now on. */
  secret(place: Place): string {
    return this.#redactor.hide(this.text(place))
  }

  /** A field that need be no text, such as a description of requests; undefined: there is none. */
  member(name: string): unknown {
    return this.#fields?.[name]
  }

  /** The same value with other texts in some places, and nothing else of it changed. */
  with(...changes: readonly (readonly [place: Place, text: string])[]): StoredValue {
    let fields = this.#fields
    for (const [place, text] of changes) {
      if (place === 'whole') return new StoredValue(text, this.of, this.#redactor)
      fields = {...fields, [place.field]: text}
    }
    return new StoredValue(JSON.stringify(fields), this.of, this.#redactor)
  }

  /** Whether a text of letters and digits stands anywhere in it, also where the value cannot be read as it should. */
  holds(text: string): boolean {
    return this.#text.includes(text)
  }

  equals(other: StoredValue): boolean {
    return this.#text === other.#text
  }

  /** All of it, to be stored. */
  open(): string {
    return this.#text
  }

  toString(): string {
    return '[hidden]'
  }

  toJSON(): string {
    return '[hidden]'
  }

  [inspect.custom](): string {
    return '[hidden]'
  }

  #plain(): string | undefined {
    return this.#fields === undefined ? this.#text : undefined
  }
}

function placeText(place: Place): string {
  return place === 'whole' ? 'the value' : `field ${place.field}`
}
