import {lstatSync, mkdirSync} from 'node:fs'
import module from 'node:module'
import {homedir} from 'node:os'
import {join} from 'node:path'

/**
 * Keeps compiled code in the user's own cache folder, which halves the start. The code of a tool that holds credentials
 * is loaded from there, so the folder is used only if it belongs to the effective user and nobody else may write to it;
 * under sudo with a kept HOME it does not. Never the shared temp folder.
 */
export function enableOwnCache(): void {
  const folder = cacheFolder()
  if (isOurs(folder)) module.enableCompileCache(folder)
}

/** The platform's cache folder, as env-paths would name it; that library would cost a file more at each start. */
function cacheFolder(): string {
  const {XDG_CACHE_HOME: xdg, LOCALAPPDATA: local} = process.env
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'secrot')
  if (process.platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'secrot', 'Cache')
  return join(xdg === undefined || xdg === '' ? join(homedir(), '.cache') : xdg, 'secrot')
}

/** Makes the folder where it is missing. Whatever cannot be made or read is not ours. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, {recursive: true, mode: 0o700})
    const found = lstatSync(folder)
    const uid = process.geteuid?.()
    return found.isDirectory() && (uid === undefined || (found.uid === uid && (found.mode & 0o022) === 0))
  } catch {
    return false
  }
}
