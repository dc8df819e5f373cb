import type {Command} from '@oclif/core/command'
import {Config, Plugin} from '@oclif/core/config'
import type {PJSON} from '@oclif/core/interfaces'
import {settings} from '@oclif/core/settings'

export interface ProgramOptions {
  /** The package's folder. */
  readonly root: string
  readonly pjson: PJSON
  /** Command classes by id (`sandbox:start`). */
  readonly commands: Readonly<Record<string, Command.Class>>
}

/** An oclif Config over classes that are loaded already: the sources in development and in tests. */
export async function programOf(options: ProgramOptions): Promise<Config> {
  const plugin = await loadedPlugin(options)
  return Config.load({root: options.root, pjson: plugin.pjson, plugins: new Map([[plugin.name, plugin]])})
}

/** The classes as an oclif plugin, with a manifest made of them. */
export async function loadedPlugin({root, pjson, commands}: ProgramOptions): Promise<Plugin> {
  // Node runs the sources as they are; oclif must not look for a transpiler.
  settings.enableAutoTranspile = false
  const oclif = {...pjson.oclif, commands: {strategy: 'explicit' as const, target: 'loaded', identifier: 'default'}}
  const plugin = new Plugin({root, isRoot: true, ignoreManifest: true, pjson: {...pjson, oclif}})
  // oclif would import the target and keep its export here.
  Object.assign(plugin, {commandCache: commands})
  await plugin.load()
  return plugin
}

/** `commands/sandbox/start.ts` is `sandbox:start`; an index is its folder. */
export function commandId(path: string): string {
  return path
    .replace(/^.*commands\//, '')
    .replace(/(\/index)?\.ts$/, '')
    .replaceAll('/', ':')
}
