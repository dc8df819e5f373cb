import type {Command} from '@oclif/core/command'
import {Config} from '@oclif/core/config'
import type {PJSON} from '@oclif/core/interfaces'
import {settings} from '@oclif/core/settings'
import {guardProcess} from './guard.ts'
import {runCli} from './main.ts'
import {processSurroundings} from './surroundings.ts'

/** What the build puts beside the code, so that a start reads no further file. */
export interface Bundle {
  /** The package's folder. */
  readonly root: string
  readonly pjson: PJSON & {readonly name: string; readonly version: string}
  /** oclif.manifest.json: commands by id, without their code. */
  readonly manifest: {readonly commands: Readonly<Record<string, Command.Cached>>}
  /** Loads the code of one command. */
  readonly load: Readonly<Record<string, () => Promise<{readonly default: Command.Class}>>>
}

/** Runs the bundled CLI; bin/run.js starts it. Returns the exit code. */
export async function runBundled(argv: readonly string[], bundle: Bundle): Promise<number> {
  settings.enableAutoTranspile = false
  const surroundings = processSurroundings()
  guardProcess(argv, surroundings)
  const plugin = pluginOf(bundle)
  const config = await Config.load({root: bundle.root, pjson: bundle.pjson, plugins: new Map([[plugin.name, plugin]])})
  return runCli(argv, config, surroundings)
}

function pluginOf({root, pjson, manifest, load}: Bundle) {
  const commands = Object.entries(manifest.commands).map(([id, cached]): Command.Loadable => {
    return {...cached, load: () => classOf(id, load)}
  })
  const topics = Object.entries(pjson.oclif.topics ?? {}).map(([name, topic]) => ({...topic, name}))
  return {
    _base: '',
    alias: pjson.name,
    name: pjson.name,
    version: pjson.version,
    root,
    pjson,
    type: 'core',
    moduleType: 'module' as const,
    options: {root},
    hooks: {},
    isRoot: true,
    hasManifest: true,
    valid: true,
    commandsDir: undefined,
    commandIDs: Object.keys(manifest.commands),
    commands,
    topics,
    load: () => Promise.resolve(),
    findCommand: (id: string) => classOf(id, load),
  }
}

async function classOf(id: string, load: Bundle['load']): Promise<Command.Class> {
  const loader = load[id]
  if (loader === undefined) throw new Error(`The manifest names ${id}, the bundle has no code of it.`)
  const {default: found} = await loader()
  found.id = id
  return found
}
