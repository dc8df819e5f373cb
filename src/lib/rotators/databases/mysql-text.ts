import {Refusal} from '../refusal.ts'

/** A text of SQL where backslashes are nothing special: the mode NO_BACKSLASH_ESCAPES. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** As statements name it, with where it comes from. */
export function accountName({user, host}: {readonly user: string; readonly host: string}): string {
  return `${quoted(user)}@${quoted(host)}`
}

const QUOTED = String.raw`'(?:[^']|'')*'|\x60(?:[^\x60]|\x60\x60)*\x60|"(?:[^"]|"")*"`
const NAME = `(?:${QUOTED}|[^\\s'"\`]+)`
/** Names may hold any words, so what stands in quotes is passed over as a whole. */
const GRANT = new RegExp(`^(GRANT (?:${QUOTED}|[^'"\`])*?) TO ${NAME}(?:@${NAME})?( .*)?$`, 's')

/**
 * A line of SHOW GRANTS as a statement for another account, with the right to hand it on. undefined: it grants nothing that
 * can be granted (USAGE). Refused: it is another statement, without which the other account would have other rights.
 */
export function grantTo(account: string, line: string): string | undefined {
  const [, what, rest = ''] = GRANT.exec(line) ?? []
  if (what === undefined)
    throw new Refusal('SHOW GRANTS tells of a default role or a revoked right, which cannot be given to the other user')
  if (what.startsWith('GRANT USAGE ')) return undefined
  const options = ['GRANT', 'ADMIN'].filter(option => new RegExp(`\\bWITH ${option} OPTION$`).test(rest))
  return `${what} TO ${account}${options.map(option => ` WITH ${option} OPTION`).join('')}`
}
