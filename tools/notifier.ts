import {join, resolve} from 'node:path'
import {functionZip} from './rotators.ts'

const root = resolve(import.meta.dirname, '..')

/** The deployment package of the function that `secrot notify` deploys. */
export function notifierZip(): Promise<Uint8Array> {
  return functionZip(join(root, 'src/lib/notifier/function.ts'))
}
