import {cpSync, globSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {rolldown, type Plugin} from 'rolldown'
import {commandId} from '../src/lib/cli/program.ts'
import {withLightBuiltins} from './builtins.ts'
import {bundleChildFiles} from './child-bundle.ts'
import {licenceNotices} from './licences.ts'
import {isPatched, patched} from './patches.ts'

const root = resolve(import.meta.dirname, '..')

/**
 * Bundles the CLI to CommonJS in `folder`: main.cjs, cache.cjs and chunks that are loaded on use. `commands` are the files
 * of the command classes; a test adds one.
 */
export async function bundle(folder: string, commands: readonly string[] = commandFiles()): Promise<void> {
  rmSync(folder, {recursive: true, force: true})
  const built = await rolldown({
    input: {main: 'secrot:main', cache: join(root, 'src/lib/cli/compile-cache.ts')},
    cwd: root,
    platform: 'node',
    plugins: [entry(commands), patching(), lightBuiltins()],
    logLevel: 'warn',
    // A warning says that something is loaded too early or not at all.
    onwarn: refuse,
  })
  const {output} = await built.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    codeSplitting: {groups: chunkGroups(commands.length)},
    minify: {compress: false, mangle: false, codegen: {removeWhitespace: true, asciiOnly: true}},
  })
  await built.close()
  const modules = output.flatMap(part => (part.type === 'chunk' ? part.moduleIds : []))
  const ofChildren = await bundleChildFiles(join(folder, 'sandbox-child'))
  writeFileSync(join(folder, 'LICENCES.txt'), licenceNotices([...modules, ...ofChildren]))
  // The demo's functions and its probe run as files of their own; the sandbox finds them in `sandbox-demo`.
  cpSync(join(root, 'src/lib/sandbox/scenarios/demo/handlers'), join(folder, 'sandbox-demo'), {recursive: true})
}

function refuse({message}: {readonly message: string}): never {
  throw new Error(message)
}

/**
 * A start opens few files: one with what every start needs, one with what commands share. Rolldown on its own makes a
 * chunk for each set of commands that share something.
 */
function chunkGroups(commands: number): {name: string; test?: RegExp; minShareCount: number; priority: number}[] {
  return [
    // Reached from the entry too, not from each command alone.
    {name: 'start', minShareCount: commands + 1, priority: 2},
    {name: 'shared', test: /[\\/]src[\\/]lib[\\/](?!sandbox)/, minShareCount: 2, priority: 1},
    // Whoever speaks to AWS needs both; two chunks would be a file more for each.
    {name: 'smithy', test: /@smithy[\\/]core[\\/].*[\\/](config|protocols)[\\/]/, minShareCount: 2, priority: 1},
  ]
}

/** Files of src/commands, as absolute paths. */
export function commandFiles(): string[] {
  return globSync('src/commands/**/*.ts', {cwd: root})
    .map(path => join(root, path))
    .sort()
}

/** The entry: package.json and the manifest inside it, each command a chunk of its own. */
function entry(commands: readonly string[]): Plugin {
  const loaders = commands.map(path => `${JSON.stringify(commandId(path))}: () => import(${JSON.stringify(path)})`)
  const code = `
    import {join} from 'node:path'
    import {runBundled} from ${JSON.stringify(join(root, 'src/lib/cli/bundled.ts'))}
    const pjson = ${JSON.stringify(publicPackage())}
    const manifest = ${readFileSync(join(root, 'oclif.manifest.json'), 'utf8')}
    export async function start(argv) {
      process.exit(await runBundled(argv, {root: join(__dirname, '..'), pjson, manifest, load: {${loaders.join(', ')}}}))
    }`
  return {
    name: 'secrot-entry',
    resolveId: source => (source === 'secrot:main' ? source : null),
    load: id => (id === 'secrot:main' ? {code, moduleType: 'js'} : null),
  }
}

/** What oclif reads of package.json. */
function publicPackage(): object {
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  const {name, version, description, oclif} = JSON.parse(text) as Record<string, unknown>
  return {name, version, description, oclif}
}

/** The built-in modules of each chunk are loaded on use, where they are slow. */
function lightBuiltins(): Plugin {
  return {name: 'secrot-light-builtins', renderChunk: code => withLightBuiltins(code)}
}

/** Dependencies are patched on the way in; a patch that does not match any more fails the build. */
function patching(): Plugin {
  return {name: 'secrot-patches', transform: (code, id) => (isPatched(id) ? patched(id, code) : null)}
}
