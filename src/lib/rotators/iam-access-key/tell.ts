import {dayText, nextRotation} from '../notices/schedule.ts'
import {mailTo, type Letter} from '../notices/mail.ts'
import {isTold} from '../notices/told.ts'
import {tellPartialSuccess} from '../notices/topic.ts'
import {consoleLink, readCommand, whereOf} from '../notices/where.ts'
import {reasonOf} from '../reason.ts'
import type {RotatorContext} from '../rotator.ts'
import {credentialIn} from './credential.ts'
import {leastLifeMs} from './evidence.ts'
import {keysOf} from './keys.ts'

/** Mails the user of MAIL_FROM's rotations; tells the topic too where something went wrong on the way. */
export async function tellSuccess(context: RotatorContext): Promise<void> {
  const troubles = isTold(context) ? ['An attempt before had failed, as was told.'] : []
  const from = context.settings.text('MAIL_FROM')
  if (from) {
    try {
      const {userName} = credentialIn(await context.pending(), context)
      await mailTo(context, userName, from, letterTo(userName, context, await hadKey(context, userName)))
    } catch (error) {
      context.log.warn('the user was not told', {reason: reasonOf(error)})
      troubles.push(`The user was not told: ${reasonOf(error)}`)
    }
  }
  if (troubles.length > 0) await tellPartialSuccess(context, troubles)
}

/** Whether the secret held a key of the user before; a first value may hold anything. */
async function hadKey(context: RotatorContext, userName: string): Promise<boolean> {
  try {
    const {accessKeyId} = credentialIn(await context.current(), context)
    return (await keysOf(context, userName)).some(({id}) => id === accessKeyId)
  } catch (error) {
    context.log.warn('nobody knows whether there was a key before', {reason: reasonOf(error)})
    return true
  }
}

/** Who, until when, and how to get the new key; no part of any key. */
export function letterTo(
  userName: string,
  context: Pick<RotatorContext, 'secret' | 'clock' | 'settings'>,
  hadKey: boolean,
): Letter {
  const {secret, clock} = context
  const next = nextRotation(secret, clock.now())
  const least = clock.now() + leastLifeMs(context)
  const until = next.at === undefined || next.at < least ? `, and not before ${dayText(least)}` : ''
  return {
    subject: `New access key for ${userName}`,
    paragraphs: [
      `The access key of IAM user ${userName} in account ${whereOf(secret.arn).accountId} was rotated. The new key is in the secret ${secret.name}.`,
      hadKey
        ? `The key before it works until ${next.text}${until}, unless somebody ends it earlier. It is deleted then, unless it is still in use. Please change to the new one before.`
        : 'There was no key before it in the secret.',
      'Read it:',
      {code: readCommand(secret.arn)},
      'Or in the console:',
      {link: consoleLink(secret)},
    ],
  }
}
