import {access, constants, mkdir, stat} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {SecrotError} from '../errors.ts'

/** Where journals lie within the state folder. */
export function journalFolder(stateFolder: string): string {
  return join(stateFolder, 'journal')
}

/**
 * Makes the folders (0700) where they are missing and checks them: owned by the effective user, not writable by others,
 * writable by us. Throws JOURNAL_NOT_WRITABLE (exit 1). Returns the journal's folder.
 */
export async function prepareFolder(stateFolder: string): Promise<string> {
  const folder = journalFolder(stateFolder)
  try {
    await makeFolders(folder)
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw notWritable(folder, (error as NodeJS.ErrnoException).code ?? String(error), error)
  }
  for (const each of [stateFolder, folder]) {
    const reason = await distrust(each)
    if (reason !== undefined) throw notWritable(each, reason)
  }
  return folder
}

/** One after the other: under /proc a recursive mkdir of Node.js never ends. */
async function makeFolders(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) await makeFolders(parent)
  try {
    await mkdir(folder, {mode: 0o700})
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!(await isFolder(folder))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/**
 * The journal's folder for reading; undefined where there is none yet. Throws JOURNAL_NOT_TRUSTED (exit 1) for one that
 * belongs to somebody else or may be written by others: what it tells is then not ours.
 */
export async function readableFolder(stateFolder: string): Promise<string | undefined> {
  const folder = journalFolder(stateFolder)
  try {
    const reason = await distrust(folder)
    if (reason === undefined) return folder
    throw new SecrotError({
      code: 'JOURNAL_NOT_TRUSTED',
      message: `The journal in ${folder} is not read: ${reason}.`,
      hint: 'Set SECROT_STATE_DIR to a folder of your own.',
    })
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/** Why a folder may not be used for our files; undefined when it may. Windows has other means and is not asked. */
export async function distrust(folder: string): Promise<string | undefined> {
  const uid = process.geteuid?.()
  if (uid === undefined) return undefined
  const found = await stat(folder)
  if (found.uid !== uid) return 'it belongs to another user'
  if ((found.mode & 0o022) !== 0) return 'others may write to it'
  return undefined
}

/** The refusal to act without a journal. */
export function notWritable(path: string, reason: string, cause?: unknown): SecrotError {
  return new SecrotError({
    code: 'JOURNAL_NOT_WRITABLE',
    message: `The journal in ${path} cannot be used (${reason}), so nothing is sent.`,
    hint: 'Set SECROT_STATE_DIR to a folder of your own. A change may also be made without a journal: --no-journal',
    cause,
  })
}
