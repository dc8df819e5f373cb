import type {Command} from '@oclif/core/command'
import type {PJSON} from '@oclif/core/interfaces'
import {glob, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {guardProcess} from './guard.ts'
import {runCli} from './main.ts'
import {commandId, programOf} from './program.ts'
import {processSurroundings} from './surroundings.ts'

/** Runs the sources as they are; bin/dev.js starts it. Returns the exit code. */
export async function runSources(root: string, argv: readonly string[]): Promise<number> {
  const surroundings = processSurroundings()
  guardProcess(argv, surroundings)
  const pjson = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as PJSON
  return runCli(argv, await programOf({root, pjson, commands: await sourceCommands(root)}), surroundings)
}

/** All command classes of src/commands by id. */
export async function sourceCommands(root: string): Promise<Record<string, Command.Class>> {
  const folder = join(root, 'src/commands')
  const commands: Record<string, Command.Class> = {}
  for await (const file of glob('**/*.ts', {cwd: folder})) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as {default: Command.Class}
    commands[commandId(`commands/${file}`)] = module.default
  }
  return commands
}
