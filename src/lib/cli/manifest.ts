import type {PJSON} from '@oclif/core/interfaces'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {sourceCommands} from './dev.ts'
import {loadedPlugin} from './program.ts'

/** Text of oclif.manifest.json: what help, dispatch and completion need to know of the commands in src/commands. */
export async function manifestOf(root: string): Promise<string> {
  const pjson = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as PJSON
  const {manifest} = await loadedPlugin({root, pjson, commands: await sourceCommands(root)})
  const commands = Object.fromEntries(Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({version: manifest.version, commands}, null, 2)}\n`
}
