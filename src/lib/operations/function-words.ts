import type {Context} from './context.ts'

/** What a printed command needs to reach a function of another account in the way this run does. */
export function functionWords(
  {otherAccounts}: Pick<Context, 'otherAccounts'>,
  functionProfile: string | undefined,
): readonly string[] {
  const configFile = otherAccounts?.configFile
  return [
    ...(functionProfile === undefined ? [] : ['--function-profile', functionProfile]),
    ...(configFile === undefined ? [] : ['--config', configFile]),
  ]
}
