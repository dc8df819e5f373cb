import {lstat} from 'node:fs/promises'
import {join} from 'node:path'
import {EXIT, SecrotError} from '../errors.ts'
import {checkFolder, codeOf, readTrusted, type Refuse} from '../plan/own-file.ts'
import {shellWord} from '../shell-words.ts'
import {type Config, noConfig} from './config.ts'

const MOST_BYTES = 1024 * 1024

/** Name of the file in the user's configuration folder. */
export const CONFIG_FILE = 'config.json'

/**
 * The configuration in `named`, else in the user's folder; where there is none there, that of a user without one. The file,
 * and the user's folder, must be the effective user's own and not writable by others. Throws CONFIG_REFUSED and
 * CONFIG_INVALID (exit 2).
 */
export async function readConfig(named: string | undefined, folder: string): Promise<Config> {
  const path = named ?? join(folder, CONFIG_FILE)
  if (named === undefined) {
    if (!(await isThere(path))) return noConfig
    await checkFolder(folder, refused(folder))
  }
  const text = await readTrusted(path, MOST_BYTES, refused(path))
  // The schema's library is loaded only where there is something to check.
  const {parseConfig} = await import('./parse.ts')
  const parsed = parseConfig(text)
  if (parsed.kind === 'config') return parsed.config
  throw new SecrotError({
    code: 'CONFIG_INVALID',
    message: `The configuration ${path} cannot be used: ${parsed.reason}.`,
    hint: `Correct it: \${EDITOR:-vi} ${shellWord(path)} (its form: docs/configuration.md)`,
    exit: EXIT.usage,
  })
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false
    throw refused(path)(`cannot be looked at (${codeOf(error)})`)
  }
}

function refused(path: string): Refuse {
  return (reason, hint) => {
    const mend = reason === 'may be written by others' ? `chmod go-w ${shellWord(path)}` : undefined
    return new SecrotError({
      code: 'CONFIG_REFUSED',
      message: `The configuration ${path} is not read: it ${reason}.`,
      hint: hint ?? mend ?? 'Name a file of your own: --config FILE',
      exit: EXIT.usage,
    })
  }
}
