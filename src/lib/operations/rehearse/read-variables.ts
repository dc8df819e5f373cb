import {readFile} from 'node:fs/promises'
import {inputRefused} from '../../rehearse/input/refused.ts'
import {type Variables, variablesOf, variablesOfFile} from '../../rehearse/input/environment.ts'

export interface GivenVariables {
  /** `--env NAME=VALUE`, each; they take the place of those in the file. */
  readonly pairs: readonly string[]
  /** `--env-file` */
  readonly file?: string | undefined
}

/** Environment variables of the command line. Throws ENV_FILE_UNREADABLE and ENV_MALFORMED (exit 2). */
export async function readVariables({pairs, file}: GivenVariables): Promise<Variables> {
  const ofFile = file === undefined ? {} : variablesOfFile(await textOf(file), file)
  return {...ofFile, ...variablesOf(pairs)}
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw inputRefused(
      'ENV_FILE_UNREADABLE',
      `The file ${path} that --env-file names cannot be read (${error.code ?? 'unknown'}).`,
      'It has lines NAME=VALUE: --env-file FILE',
    )
  })
}
