import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {MailGateway} from './gateways.ts'
import {present} from './present.ts'

const service = 'ses'

/** Who may send mail, and how much. The SDK is loaded with the first call, which only a function that mails needs. */
export function mailGateway(clients: Clients): MailGateway {
  const sdk = lazily(() => import('@aws-sdk/client-sesv2'))
  const client = lazily(async () => {
    const {SESv2Client} = await sdk()
    return clients.make(config => new SESv2Client(config), {actions: service})
  })

  return {
    identity: (name, options) =>
      orMissing(
        read(clients, {action: `${service}:GetEmailIdentity`, resource: name}, options, async send => {
          const {GetEmailIdentityCommand} = await sdk()
          const answer = await (await client()).send(new GetEmailIdentityCommand({EmailIdentity: name}), send)
          return {verified: answer.VerifiedForSendingStatus === true}
        }),
      ),

    account: options =>
      read(clients, {action: `${service}:GetAccount`}, options, async send => {
        const {GetAccountCommand} = await sdk()
        const {ProductionAccessEnabled, SendingEnabled, SendQuota} = await (
          await client()
        ).send(new GetAccountCommand({}), send)
        return {
          toAnybody: ProductionAccessEnabled === true,
          maySend: SendingEnabled !== false,
          ...present({aDay: SendQuota?.Max24HourSend, sentToday: SendQuota?.SentLast24Hours}),
        }
      }),
  }
}
