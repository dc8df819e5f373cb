import type {Config} from '@oclif/core/config'
import {EXIT, SecrotError} from '../errors.ts'
import type {CommandActions} from '../operations/policy.ts'
import {suggestion} from './failure.ts'

/** All commands with the AWS actions of their classes, which the manifest carries too, in the order of their names. */
export function commandActions(config: Config): readonly CommandActions[] {
  return config.commands
    .map(command => {
      const {actions} = command as {readonly actions?: readonly string[]}
      return {name: command.id.replaceAll(':', ' '), actions: [...new Set(actions ?? [])].sort()}
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** The command that is called so. Throws COMMAND_UNKNOWN (exit 2) with the nearest name. */
export function commandNamed(commands: readonly CommandActions[], typed: string): CommandActions {
  const named = commands.find(({name}) => name === typed.replaceAll(':', ' '))
  if (named !== undefined) return named
  throw new SecrotError({
    code: 'COMMAND_UNKNOWN',
    message: `${typed} is not a command of secrot.`,
    hint: suggestion(
      typed,
      commands.map(({name}) => name),
      'Commands: secrot policy',
    ),
    exit: EXIT.usage,
  })
}
