import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {MailMutations} from './gateways.ts'

const service = 'ses'

/** Identities are made; nothing here takes one away. Reached through operations/mutate.ts only. */
export function mailMutations(clients: Clients): MailMutations {
  const sdk = lazily(() => import('@aws-sdk/client-sesv2'))
  const client = lazily(async () => {
    const {SESv2Client} = await sdk()
    return clients.make(config => new SESv2Client(config), {actions: service, maxAttempts: 1})
  })

  return {
    createIdentity: ({name}) =>
      change(clients, {action: `${service}:CreateEmailIdentity`, resource: name}, async () => {
        const {CreateEmailIdentityCommand} = await sdk()
        await (await client()).send(new CreateEmailIdentityCommand({EmailIdentity: name}))
      }),
  }
}
