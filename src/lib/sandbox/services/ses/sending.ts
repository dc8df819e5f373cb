import type {Authorization, Call, World} from '../../kernel.ts'
import {partitionOf} from '../secretsmanager/arn.ts'
import {bareAddress, isAddress, isSimulator} from './addresses.ts'
import type {Mail, Place} from './entities.ts'
import {notVerified, type Refusals} from './errors.ts'
import {DAY_MS, type SesState} from './state.ts'

/** https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
const MOST_RECIPIENTS = 50

export function identityArn({accountId, region}: Place, name: string): string {
  return `arn:${partitionOf(region)}:ses:${region}:${accountId}:identity/${name}`
}

/**
 * May the caller send this? Asked on the sender's identity and, in sandbox mode, on those of the recipients, which must be
 * identities too: https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html.
 */
export function maySend(
  state: SesState,
  call: Call,
  mail: Mail,
  action: 'SendEmail' | 'SendRawEmail',
): Authorization[] {
  const names = identitiesAsked(state, call, mail).map(address => state.verifiedFor(call, address) ?? address)
  const conditions = {
    'ses:fromaddress': bareAddress(mail.from),
    'ses:recipients': mail.to.map(bareAddress),
    'ses:fromdisplayname': /^\s*"?([^"<]*?)"?\s*</.exec(mail.from)?.[1] ?? '',
  }
  return [...new Set(names)].map(name => {
    const resource = identityArn(call, name)
    return {action: `ses:${action}`, resource, resourceAsWritten: resource, conditions}
  })
}

/** Takes a mail into the outbox and answers its id. Throws the API's own errors. */
export function send(
  world: World,
  state: SesState,
  call: Call,
  {mail, refusals}: {mail: Mail; refusals: Refusals},
): string {
  if (mail.to.length === 0) throw refusals.invalid('No recipients were given.')
  if (mail.to.length > MOST_RECIPIENTS) throw refusals.invalid(`Recipient count exceeds ${MOST_RECIPIENTS}.`)
  for (const address of [mail.from, ...mail.to]) {
    if (!isAddress(bareAddress(address))) throw refusals.invalid("Missing final '@domain'")
  }
  const failed = identitiesAsked(state, call, mail).filter(address => state.verifiedFor(call, address) === undefined)
  if (failed.length > 0) throw notVerified(call.region, failed)
  if (world.switches.mailThrottle) refuseTooMuch(state, call, mail, refusals)
  return state.send(call, {...mail, to: mail.to.map(bareAddress)}).messageId
}

function identitiesAsked(state: SesState, place: Place, {from, sender = from, to}: Mail): readonly string[] {
  const recipients = state.isProduction(place) ? [] : to.map(bareAddress).filter(address => !isSimulator(address))
  return [...new Set([bareAddress(sender), bareAddress(from), ...recipients])]
}

/** Each recipient counts: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html. */
function refuseTooMuch(state: SesState, call: Call, {to}: Mail, refusals: Refusals): void {
  const {daily, perSecond} = state.quotaOf(call)
  if (state.sentWithin(call, DAY_MS) + to.length > daily) throw refusals.tooMuch('Daily message quota exceeded.')
  // A mail to several is let through when the second was free before it.
  if (state.sentWithin(call, 1000) >= perSecond) throw refusals.tooMuch('Maximum sending rate exceeded.')
}
