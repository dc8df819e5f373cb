import type {AwsScope} from '../aws/gateways.ts'
import type {Deployment} from '../deploy/deployment.ts'
import {identitiesOf} from '../deploy/mail-identities.ts'
import {mailsOf, type PlannedMail, topicsOf} from '../deploy/mail.ts'
import type {Context} from './context.ts'
import {someOf} from './deploy-names.ts'
import {ABSENT, backBy, callOf, THERE} from './deploy-call.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'
import {tryRead} from './try-read.ts'

export const deployMailActions = [
  'ses:GetEmailIdentity',
  'ses:GetAccount',
  'ses:CreateEmailIdentity',
  'sns:ListSubscriptionsByTopic',
] as const

/** What there is to say of the mails and messages of a deployment. */
export interface MailLook {
  /** Addresses of senders that SES does not know, neither by themselves nor by their domains. */
  readonly unknownSenders: readonly string[]
  /** Addresses that the role has to allow beside the sender's: SES asks so in sandbox mode. */
  readonly mailedTo: readonly string[]
  /** Why mails or messages do not arrive yet, each with what is to be done. Empty: they do, or there are none. */
  readonly notYet: readonly string[]
  /** How much SES takes. Absent: nothing is mailed, or it is not known. */
  readonly quota?: string
}

/** Recipients that are looked at in sandbox mode: the first ones tell enough. */
const MOST_RECIPIENTS = 20

const NOTHING: MailLook = {unknownSenders: [], mailedTo: [], notYet: []}

/** Looks whether what the function is set up to send can arrive. What cannot be read is said, and stops nothing. */
export async function lookAtMail(context: Context, scope: AwsScope, deployment: Deployment): Promise<MailLook> {
  const mails = mailsOf(deployment)
  const topics = await topicsNotYet(context, scope, topicsOf(deployment))
  if (mails.length === 0) return {...NOTHING, notYet: topics}
  const read = await tryRead('ses:GetAccount', () => senders(context, scope, mails, deployment.under !== undefined))
  if (read.kind !== 'read') return {...NOTHING, notYet: [`Whether mails can go is unknown: ${read.reason}`, ...topics]}
  return {...read.value, notYet: [...read.value.notYet, ...topics]}
}

async function senders(
  context: Context,
  scope: AwsScope,
  mails: readonly PlannedMail[],
  isForMany: boolean,
): Promise<MailLook> {
  const {mail} = context.aws(scope)
  const {signal} = context
  const stateOf = async (address: string): Promise<'verified' | 'waits' | 'unknown'> => {
    const found = await Promise.all(identitiesOf(address).map(name => mail.identity(name, {signal})))
    if (found.some(one => one?.verified === true)) return 'verified'
    return found.some(one => one !== undefined) ? 'waits' : 'unknown'
  }
  const account = await mail.account({signal})
  const from = [...new Set(mails.map(one => one.from))]
  const states = await Promise.all(from.map(async address => [address, await stateOf(address)] as const))
  const notYet = states.flatMap(([address, state]) =>
    state === 'verified'
      ? []
      : [`No mail goes from ${address} until it is verified: follow the link in the mail that SES sends to it.`],
  )
  const nobody = mails.filter(({to}) => to === undefined).map(({secret}) => secret)
  if (nobody.length > 0)
    notYet.push(`No mail goes for ${someOf(nobody)}: nobody knows whose address it is. Set MAIL_TO or MAIL_DOMAIN.`)
  if (!account.maySend) notYet.push('No mail goes: sending is paused for this account and region of SES.')
  const to = account.toAnybody ? [] : [...new Set(mails.flatMap(one => one.to ?? []))]
  if (isForMany && to.length > 0)
    notYet.push(
      'SES is in sandbox mode here and asks for a permission on the identity of each recipient, which the role for many users ' +
        'does not have: ask for production access.',
    )
  if (!account.toAnybody) {
    const reached = await Promise.all(
      to.slice(0, MOST_RECIPIENTS).map(async address => [address, await stateOf(address)] as const),
    )
    const unreached = reached.filter(([, state]) => state !== 'verified').map(([address]) => address)
    if (unreached.length > 0)
      notYet.push(
        `SES is in sandbox mode here and mails verified addresses only, so not yet ${unreached.join(', ')}: ask for production ` +
          `access, or verify them: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html`,
      )
  }
  const {aDay, sentToday} = account
  return {
    unknownSenders: states.filter(([, state]) => state === 'unknown').map(([address]) => address),
    mailedTo: isForMany ? [] : to,
    notYet,
    ...(aDay === undefined ? {} : {quota: `SES takes ${aDay} mails in 24 hours, ${sentToday ?? 0} of which went.`}),
  }
}

/** Somebody has to have agreed by mail before a topic reaches them. */
async function topicsNotYet(context: Context, scope: AwsScope, topics: readonly string[]): Promise<readonly string[]> {
  const {sns} = context.aws(scope)
  const action = 'sns:ListSubscriptionsByTopic'
  const said = topics.map(async topic => {
    const read = await tryRead(action, () => sns.subscriptions(topic, {signal: context.signal}))
    if (read.kind !== 'read') return [`Whom ${topic} reaches is unknown: ${read.reason}`]
    const waiting = read.value.filter(({confirmed}) => !confirmed).map(({endpoint}) => endpoint)
    if (read.value.length === 0) return [`${topic} reaches nobody: subscribe an address to it.`]
    if (waiting.length === 0) return []
    return [`${topic} does not reach ${waiting.join(', ')} yet: follow the link in the mail that SNS sent there.`]
  })
  return (await Promise.all(said)).flat()
}

/** What is said before anybody is asked: no mail is promised that cannot go. */
export function sayMail({context}: Pick<DeployStage, 'context'>, {notYet, quota}: MailLook): void {
  for (const line of notYet) context.progress.warn(line)
  if (quota !== undefined) context.progress.line(quota)
}

/** Whether SES knows an address by itself. */
export async function isKnownSender({context, scope}: DeployStage, address: string): Promise<boolean> {
  return (await context.aws(scope).mail.identity(address, {signal: context.signal})) !== undefined
}

/** Lets SES ask the address by mail whether it agrees. */
export function newIdentity(stage: DeployStage, address: string): Mutation {
  const {partition, region, accountId} = stage.deployment.place
  const service = 'sesv2'
  const input = {EmailIdentity: address}
  return {
    ...callOf(stage, {service, operation: 'CreateEmailIdentity', input}, 'ses:CreateEmailIdentity'),
    resource: `arn:${partition}:ses:${region}:${accountId}:identity/${address}`,
    summary: `Ask ${address} by mail whether SES may send in its name`,
    undo: backBy(stage, {service, operation: 'DeleteEmailIdentity', input}),
    fingerprint: ABSENT,
    readFingerprint: async () => ((await isKnownSender(stage, address)) ? THERE : ABSENT),
    describeChange: () => `SES knows ${address} meanwhile`,
    send: mutations => mutations.mail.createIdentity({name: address}),
  }
}
