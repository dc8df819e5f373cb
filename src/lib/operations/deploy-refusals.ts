import {EXIT, SecrotError} from '../errors.ts'
import {shellCommand} from '../shell-words.ts'

/** What the command line lacks or says wrongly. */
export function deployUsage(message: string, hint: string): SecrotError {
  return new SecrotError({code: 'USAGE', message, hint, exit: EXIT.usage})
}

/** It replaces the only credential, for which that has to log in: a placeholder never would. */
export function valueNeeded(rotator: string, secretId: string): SecrotError {
  return deployUsage(
    `${rotator} goes on from a value that works, and there is no secret ${secretId}.`,
    `Make it first, with the fields that ${shellCommand(['secrot', 'rotators'])} lists.`,
  )
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
