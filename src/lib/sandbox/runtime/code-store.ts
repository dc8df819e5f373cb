import {existsSync} from 'node:fs'
import {mkdir, rename, rm, writeFile} from 'node:fs/promises'
import {dirname, join, normalize, sep} from 'node:path'
import {unzipSync} from 'fflate'

/** Unpacked deployment packages, one folder for each content, shared by the workers that run it. */
export interface CodeStore {
  /** Folder of the package; unpacks it the first time. Throws when the bytes are no zip or a path leaves the folder. */
  folderOf(code: Uint8Array, codeSha256: string): Promise<string>
}

export function createCodeStore(root: string): CodeStore {
  const folders = new Map<string, Promise<string>>()
  return {
    folderOf(code, codeSha256) {
      const known = folders.get(codeSha256)
      if (known !== undefined) return known
      const folder = join(root, Buffer.from(codeSha256, 'base64').toString('hex').slice(0, 24))
      const unpacked = unpack(code, folder)
      folders.set(codeSha256, unpacked)
      return unpacked
    },
  }
}

// The folder appears under its name only when it is complete, so a stopped run leaves no half of a package behind.
async function unpack(code: Uint8Array, folder: string): Promise<string> {
  if (existsSync(folder)) return folder
  const partial = `${folder}.partial`
  await mkdir(partial, {recursive: true})
  for (const [path, content] of Object.entries(unzipSync(code))) {
    if (path.endsWith('/')) continue
    const target = normalize(join(partial, path))
    if (!target.startsWith(partial + sep))
      throw new Error(`The deployment package holds a path outside itself: ${path}`)
    await mkdir(dirname(target), {recursive: true})
    await writeFile(target, content)
  }
  await rm(folder, {recursive: true, force: true})
  await rename(partial, folder)
  return folder
}
