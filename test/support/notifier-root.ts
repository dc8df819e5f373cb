import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {notifierFile} from '../../src/lib/cli/notifier-file.ts'
import {notifierZip} from '../../tools/notifier.ts'

/** A folder with what the build makes of the notifier, as where secrot is installed. */
export async function notifierRoot() {
  const root = await mkdtemp(join(tmpdir(), 'secrot-root-'))
  const file = notifierFile(root)
  await mkdir(dirname(file), {recursive: true})
  await writeFile(file, await notifierZip())
  return {root, [Symbol.asyncDispose]: () => rm(root, {recursive: true, force: true})}
}
