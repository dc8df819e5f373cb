import {EXIT, SecrotError} from '../errors.ts'
import type {ListText} from './secret-list.ts'

/**
 * The users of a list: one name a line; blank lines and what begins with # are left out. Throws LIST_MALFORMED (exit 2) for
 * what is no line of text, and for a list without any.
 */
export function parseUserList({name, text}: ListText): readonly string[] {
  const words = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(line => line.trim())
  // What is no name is not repeated: a file of values may have been taken for the list.
  const strange = words.findIndex(word => /[\p{Cc}\s]/u.test(word) && !word.startsWith('#'))
  if (strange !== -1) throw malformed(`Line ${strange + 1} of ${name} is not the name of one user.`)
  const users = words.filter(word => word !== '' && !word.startsWith('#'))
  if (users.length === 0) throw malformed(`There is no user in ${name}.`)
  return [...new Set(users)]
}

function malformed(message: string): SecrotError {
  const hint = 'A list holds one user name a line; lines that begin with # are left out.'
  return new SecrotError({code: 'LIST_MALFORMED', message, hint, exit: EXIT.usage})
}
