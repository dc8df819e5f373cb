import {EXIT, SecrotError} from '../errors.ts'
import {shellCommand} from '../shell-words.ts'

/** What the command line lacks or says wrongly. */
export function deployUsage(message: string, hint: string): SecrotError {
  return new SecrotError({code: 'USAGE', message, hint, exit: EXIT.usage})
}

/** Something of that name is there, and it is not of this deployment. */
export function nameTaken(what: string, name: string, because: string): SecrotError {
  return new SecrotError({
    code: 'NAME_TAKEN',
    message: `${what} ${because}: it is not touched.`,
    hint: `Give another name than ${name}.`,
    exit: EXIT.unsafe,
  })
}

export function rotatesElsewhere(secretName: string, functionArn: string): SecrotError {
  return new SecrotError({
    code: 'ROTATES_ELSEWHERE',
    message: `${secretName} rotates with ${functionArn}, which this deployment does not own.`,
    hint: `See how it stands: ${shellCommand(['secrot', 'status', secretName])}`,
    exit: EXIT.unsafe,
  })
}
