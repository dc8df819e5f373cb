import {invalidParameter} from '../errors.ts'
import type {Matches} from './matches.ts'

interface Terms {
  readonly all: readonly string[]
  readonly any: readonly string[]
  readonly none: readonly string[]
}

// A sign in front, then a quoted phrase or a bare word. Bare words are letters, digits and underscore: a term with any
// other character must be quoted.
const TERM = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\w+))(?=\s|$)/y

/** `term "quoted phrase" ?either ?or -without`: every plain term, one of those with `?`, none of those with `-`. */
export function parseTermPattern(pattern: string): Matches {
  const {all, any, none} = termsOf(pattern)
  return message => {
    if (none.some(term => message.includes(term))) return false
    if (!all.every(term => message.includes(term))) return false
    // Beside plain terms those with a question mark are without effect.
    return any.length === 0 || all.length > 0 || any.some(term => message.includes(term))
  }
}

function termsOf(pattern: string): Terms {
  const terms: {all: string[]; any: string[]; none: string[]} = {all: [], any: [], none: []}
  const reader = new RegExp(TERM)
  while (reader.lastIndex < pattern.length) {
    const match = reader.exec(pattern)
    if (match === null) throw invalidParameter('Invalid filter pattern')
    const [, sign, phrase, word] = match
    const term = phrase === undefined ? (word ?? '') : phrase.replaceAll(/\\(.)/g, '$1')
    const kind = sign === '?' ? terms.any : sign === '-' ? terms.none : terms.all
    kind.push(term)
  }
  return terms
}
