import {globSync, mkdirSync, writeFileSync} from 'node:fs'
import {basename, join, resolve} from 'node:path'
import {rolldown} from 'rolldown'
import {zipOf} from '../src/lib/packaging/zip.ts'
import {licenceNotices} from './licences.ts'

const root = resolve(import.meta.dirname, '..')

/** Names of the packaged rotators. */
export function rotatorNames(): readonly string[] {
  return globSync('src/lib/rotators/functions/*.ts', {cwd: root})
    .map(path => basename(path, '.ts'))
    .sort()
}

/**
 * The deployment package of a rotator: one minified file with the SDK in it, and the notices of what was bundled. The same
 * sources and dependencies give the same bytes.
 */
export async function rotatorZip(name: string): Promise<Uint8Array> {
  const built = await rolldown({
    input: join(root, 'src/lib/rotators/functions', `${name}.ts`),
    cwd: root,
    platform: 'node',
    logLevel: 'warn',
    onwarn: ({message}) => {
      throw new Error(message)
    },
  })
  const {output} = await built.generate({format: 'cjs', codeSplitting: false, minify: true})
  await built.close()
  const [chunk] = output
  const files = {'index.js': chunk.code, 'LICENCES.txt': licenceNotices(chunk.moduleIds)}
  return zipOf(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])))
}

/** Writes the packages of all rotators into a folder. */
export async function buildRotators(folder: string): Promise<void> {
  mkdirSync(folder, {recursive: true})
  for (const name of rotatorNames()) writeFileSync(join(folder, `${name}.zip`), await rotatorZip(name))
}
