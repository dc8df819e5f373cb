import {copyFileSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync} from 'node:fs'
import {basename, dirname, join, resolve} from 'node:path'
import {rolldown} from 'rolldown'
import {bundledForSources, isFresh} from '../src/lib/sandbox/runtime/child-files.ts'

const root = resolve(import.meta.dirname, '..')
const sources = join(root, 'src/lib/sandbox/runtime/child')

/**
 * What runs inside the process of a function, in few files: its own, and the SDK that Lambda provides. A process starts with
 * each kill of a rehearsal, and most of what a start costs is reading many files. Resolves with the paths of the modules
 * in it.
 */
export async function bundleChildFiles(folder: string): Promise<readonly string[]> {
  const own = await write(folder, {preload: join(sources, 'preload.ts'), main: join(sources, 'main.ts')})
  const sdk = await write(join(folder, 'sdk'), clients())
  for (const path of globSync(join(sources, '*.py'))) copyFileSync(path, join(folder, basename(path)))
  return [...own, ...sdk]
}

/** The same for secrot as it runs from its sources, in a cache; built when a source is newer than what is there. */
export async function bundleForSources(): Promise<void> {
  const folder = bundledForSources(sources)
  if (isFresh(folder, sources)) return
  const own = `${folder}.${process.pid}`
  await bundleChildFiles(own)
  mkdirSync(dirname(folder), {recursive: true})
  const old = `${own}.old`
  if (existsSync(folder)) renameSync(folder, old)
  renameSync(own, folder)
  rmSync(old, {recursive: true, force: true})
}

async function write(dir: string, input: Record<string, string>): Promise<readonly string[]> {
  const built = await rolldown({input, cwd: root, platform: 'node', logLevel: 'warn', onwarn: refuse})
  const {output} = await built.write({
    dir,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: {compress: false, mangle: false, codegen: {removeWhitespace: true}},
  })
  await built.close()
  return output.flatMap(part => (part.type === 'chunk' ? part.moduleIds : []))
}

/** Every client of the SDK that secrot depends on, by its file name. */
function clients(): Record<string, string> {
  const {dependencies} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const names = Object.keys(dependencies).filter(name => name.startsWith('@aws-sdk/client-'))
  return Object.fromEntries(names.map(name => [name.slice('@aws-sdk/'.length), name]))
}

function refuse({message}: {readonly message: string}): never {
  throw new Error(message)
}
