import {EXIT, SecrotError} from '../errors.ts'
import {shellCommand} from '../shell-words.ts'
import {someOf} from './deploy-names.ts'

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

/** Whoever administers the key has to let them in first. */
export function readersKeptOut(keyArn: string): SecrotError {
  return new SecrotError({
    code: 'READERS_KEPT_OUT',
    message: `${keyArn} is there already, and its policy does not let the readers in.`,
    hint: 'Add the printed statements to its policy, or leave --reader out.',
    exit: EXIT.unsafe,
  })
}

/** A role has one name in all regions: what this region asks for would take it from the function of the other. */
export function takenInRegion(roleArn: string, name: string, region: string): SecrotError {
  return new SecrotError({
    code: 'NAME_TAKEN',
    message: `Role ${roleArn} is that of the same deployment in ${region}: it is not touched.`,
    hint: `Take another --name here than ${name}, or work on that one in its region: --region ${region}`,
    exit: EXIT.unsafe,
  })
}

export function rotatesElsewhere(secretName: string, functionArn: string): SecrotError {
  return new SecrotError({
    code: 'ROTATES_ELSEWHERE',
    message: `${secretName} rotates with ${functionArn}, which is not of this deployment.`,
    hint: `Put this one in its place: --adopt ${shellCommand([secretName])}`,
    exit: EXIT.unsafe,
  })
}

/** Its credential is one of somebody else: another target would be another secret. */
export function otherTarget(secretName: string, tag: string, there: string): SecrotError {
  return new SecrotError({
    code: 'TARGET_DIFFERS',
    message: `${secretName} is for ${there}, as its tag ${tag} says, and a secret holds the credential of one.`,
    hint: 'Leave the flag out, or name another secret.',
    exit: EXIT.unsafe,
  })
}

/** There is nothing whose place could be taken, or nobody knows whether it should be. */
export function notToAdopt(message: string, secretName: string, instead: '--secret' | 'enable'): SecrotError {
  const hint =
    instead === '--secret'
      ? `Let it be rotated: ${shellCommand(['--secret', secretName])}`
      : `Switch it on first: ${shellCommand(['secrot', 'enable', secretName, '--restore'])}`
  return new SecrotError({code: 'NOT_TO_ADOPT', message, hint, exit: EXIT.unsafe})
}

/** Users whose rotation was to go off and goes on: the role is not written without them. */
export function stillRotating(users: readonly string[]): SecrotError {
  return new SecrotError({
    code: 'STILL_ROTATING',
    message: `The rotation of ${someOf(users)} did not go off. The role stays as it is, and nothing else was begun.`,
    hint: 'Run the same command again once no rotation of theirs is under way, or let them go on: --keep',
    exit: EXIT.unsafe,
  })
}

/** Users who go on and lack the tag by which the role is to tell its users. */
export function keptWithoutTag(users: readonly string[], {key, value}: {key: string; value: string}): SecrotError {
  const one = users.length === 1
  return new SecrotError({
    code: 'TAG_MISSING',
    message:
      `${someOf(users)} would go on rotating and ${one ? 'lacks' : 'lack'} the tag ${key}=${value}, ` +
      'by which the role is to tell its users: their next rotation would be denied.',
    hint: 'Give them the tag, or switch their rotation off (--remove) once none of theirs is under way.',
    exit: EXIT.unsafe,
  })
}
