import {spawnSync} from 'node:child_process'
import {accessSync, closeSync, constants, openSync, readSync} from 'node:fs'
import {delimiter, join} from 'node:path'

/**
 * A program on PATH by its own file; undefined: there is none. A shim of pyenv starts a shell and a search first, which
 * takes longer than the program.
 */
export function realFile(name: string): string | undefined {
  const file = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(isExecutable)
  if (file === undefined || !headOf(file).includes('pyenv')) return file
  return outputOf('pyenv', ['which', name])?.trim()
}

/** stdout of a command that ended well; undefined: it did not. */
export function outputOf(command: string, args: readonly string[]): string | undefined {
  const {status, stdout} = spawnSync(command, args, {encoding: 'utf8'})
  return status === 0 ? stdout : undefined
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function headOf(file: string): string {
  const descriptor = openSync(file, 'r')
  const head = Buffer.alloc(512)
  const length = readSync(descriptor, head)
  closeSync(descriptor)
  const text = head.toString('latin1', 0, length)
  // The first line of a real script names its interpreter, which may live below a folder of pyenv.
  return text.startsWith('#!') ? text.slice(text.indexOf('\n')) : ''
}
