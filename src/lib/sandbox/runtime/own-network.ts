import {execFile} from 'node:child_process'
import {promisify} from 'node:util'

/** Runs a command in a network of its own, which has nothing but loopback, and that is down. */
export const IN_OWN_NETWORK = ['unshare', '--net', '--map-current-user', '--'] as const

let known: Promise<boolean> | undefined

/** Whether this machine lets a process have one: Linux, with user namespaces that are not switched off. */
export function canHaveOwnNetwork(): Promise<boolean> {
  known ??= tried()
  return known
}

async function tried(): Promise<boolean> {
  const [command, ...args] = IN_OWN_NETWORK
  try {
    await promisify(execFile)(command, [...args, 'true'], {timeout: 5000})
    return true
  } catch {
    return false
  }
}
