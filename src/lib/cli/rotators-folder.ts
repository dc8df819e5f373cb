import {join} from 'node:path'

/** Where the build puts the packages of the rotators and their records; `root`: the top of secrot's own package. */
export function rotatorsFolder(root: string): string {
  return join(root, 'dist', 'rotators')
}
