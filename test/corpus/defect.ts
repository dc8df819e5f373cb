import {readFileSync} from 'node:fs'

import {handlerNamed, type CorpusSetup, type PolicyStatement} from './corpus.ts'

/** A rotation function that breaks something: a correct one with a few places changed. */
export interface Defect {
  /** Unique, and what the author got wrong. */
  readonly name: string
  /** The correct handler that it was: `node/add-iam`. */
  readonly base: string
  /** Id of the item that it was written to fail. */
  readonly item: string
  /** Texts that stand exactly once in the base, and what stands there instead. */
  readonly change: readonly {readonly from: string; readonly to: string}[]
  /** Policy that is shipped with it. Absent: none is known, so nothing is said of one. */
  readonly policy?: (setup: CorpusSetup) => readonly PolicyStatement[]
  /** Environment variables. Absent: those of the base. */
  readonly variables?: (setup: CorpusSetup) => Readonly<Record<string, string>>
  /** First value of the secret. Absent: that of the base. */
  readonly secretValue?: (setup: CorpusSetup) => Readonly<Record<string, unknown>>
  /** Every item that it fails, the one above first. */
  readonly trips: readonly [string, ...string[]]
}

/** Source of the defective handler. Throws where a text is not exactly once in the base. */
export function sourceOf({name, base, change}: Defect): string {
  const source = readFileSync(new URL(handlerNamed(base).file, import.meta.url), 'utf8')
  return change.reduce((text, {from, to}) => {
    const parts = text.split(from)
    if (parts.length !== 2) throw new Error(`${name}: stands ${parts.length - 1} times in ${base}: ${from}`)
    return parts.join(to)
  }, source)
}
