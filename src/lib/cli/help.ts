import type {Config} from '@oclif/core/config'
import {Help} from '@oclif/core/help'
import {format, stripVTControlCharacters} from 'node:util'
import {themeFor} from '../output/theme.ts'
import type {Surroundings} from './surroundings.ts'

const helpFlags = ['--help', '-h']

/** Whether help is asked for: no argument at all, or `--help` or `-h` before any `--`. */
export function wantsHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const own = end === -1 ? argv : argv.slice(0, end)
  return argv.length === 0 || own.some(word => helpFlags.includes(word))
}

/** oclif's help, on the stream of the run and without colour where the theme wants none. */
export async function showHelp(argv: readonly string[], config: Config, surroundings: Surroundings): Promise<void> {
  const {stdout, env} = surroundings
  const {chalk} = themeFor({isTTY: stdout.isTTY === true, env, noColor: argv.includes('--no-color')})
  class StreamHelp extends Help {
    protected override log(...lines: string[]): void {
      const text = format(...lines)
      stdout.write(`${chalk.level === 0 ? stripVTControlCharacters(text) : text}\n`)
    }
  }
  const words = argv.filter(word => !helpFlags.includes(word))
  await new StreamHelp(config, {...config.pjson.oclif.helpOptions, maxWidth: stdout.columns ?? 80}).showHelp(words)
}
