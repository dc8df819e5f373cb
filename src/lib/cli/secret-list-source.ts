import {constants, open} from 'node:fs/promises'
import {EXIT, SecrotError} from '../errors.ts'
import type {ListText} from '../operations/secret-list.ts'
import type {Surroundings} from './surroundings.ts'

/** So many names of the greatest length (512 characters) are more than a run of hours rotates. */
const mostBytes = 4 * 1024 * 1024

/**
 * Reads `--from FILE|-`. Throws LIST_NOT_READ (exit 2) for a file that is not there, is a link or no plain file, is not
 * UTF-8 or is far too long, and for `-` where a terminal would have to be typed into.
 */
export async function readListText(
  from: string,
  around: Pick<Surroundings, 'stdin'>,
  flag = '--from',
): Promise<ListText> {
  if (from !== '-') return {name: from, text: decoded(from, await fileBytes(from))}
  const {stdin} = around
  if (stdin.isTTY === true)
    throw notRead(`${flag} - reads what is piped in, and nothing is`, `Name a file: ${flag} FILE`)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Buffer | string)
    size += bytes.length
    if (size > mostBytes) throw tooLong('standard input')
    chunks.push(bytes)
  }
  return {name: 'standard input', text: decoded('standard input', Buffer.concat(chunks))}
}

/** The link is not followed: whoever may write beside the file must not choose what is rotated. */
async function fileBytes(path: string): Promise<Buffer> {
  // Windows has no O_NOFOLLOW.
  const noFollow = constants.O_NOFOLLOW as number | undefined
  const handle = await open(path, constants.O_RDONLY | (noFollow ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(
    (error: NodeJS.ErrnoException) => {
      throw notRead(`${path} ${reasonOf(error)}`, undefined, error)
    },
  )
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw notRead(`${path} is no plain file`)
    if (found.size > mostBytes) throw tooLong(path)
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

function reasonOf({code}: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'is not there'
  if (code === 'ELOOP') return 'is a symbolic link, which is not followed'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read'
  return `cannot be read (${code ?? 'unknown'})`
}

function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes)
  } catch (error) {
    throw notRead(`${name} is not text in UTF-8`, undefined, error)
  }
}

function tooLong(name: string): SecrotError {
  return notRead(`${name} is longer than ${mostBytes / 1024 / 1024} MiB`)
}

function notRead(
  what: string,
  hint = 'A list holds one name a line: a FILE, or - for standard input.',
  cause?: unknown,
): SecrotError {
  return new SecrotError({code: 'LIST_NOT_READ', message: `${what}.`, hint, exit: EXIT.usage, cause})
}
