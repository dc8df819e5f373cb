import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {rotatorsFolder} from '../../src/lib/cli/rotators-folder.ts'
import {buildRotators} from '../../tools/rotators.ts'

/** A folder with what the build makes of the rotators, as where secrot is installed; `stale`: those without a record. */
export async function packagedRoot() {
  const root = await mkdtemp(join(tmpdir(), 'secrot-root-'))
  return {
    root,
    folder: rotatorsFolder(root),
    stale: await buildRotators(rotatorsFolder(root)),
    [Symbol.asyncDispose]: () => rm(root, {recursive: true, force: true}),
  }
}
