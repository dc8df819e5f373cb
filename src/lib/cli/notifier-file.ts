import {join} from 'node:path'

/** Where the build puts the function of `secrot notify`; `root`: the top of secrot's own package. */
export function notifierFile(root: string): string {
  return join(root, 'dist', 'notifier', 'notifier.zip')
}
