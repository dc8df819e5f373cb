import type {Config} from '@oclif/core/config'
import {bashCompletion} from './completion-bash.ts'
import {fishCompletion} from './completion-fish.ts'
import {completionPlaces} from './completion-words.ts'
import {zshCompletion} from './completion-zsh.ts'

const scripts = {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion} as const

/** The shells that `secrot completion` knows. */
export const shells = ['bash', 'zsh', 'fish'] as const

/** The script of one of `shells`, made of the commands of `config`. */
export function completionScript(shell: (typeof shells)[number], config: Config): string {
  return scripts[shell](config.bin, completionPlaces(config))
}
