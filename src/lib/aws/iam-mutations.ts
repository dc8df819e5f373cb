import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {IamMutations} from './gateways.ts'

const service = 'iam'

/** Changes of access keys. Reached through operations/mutate.ts only. */
export function iamMutations(clients: Clients): IamMutations {
  const sdk = lazily(() => import('@aws-sdk/client-iam'))
  const client = lazily(async () => {
    const {IAMClient} = await sdk()
    return clients.make(config => new IAMClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    setAccessKeyStatus: ({userName, accessKeyId, active}) =>
      change(clients, {action: `${service}:UpdateAccessKey`, resource: userName}, async () => {
        const {UpdateAccessKeyCommand} = await sdk()
        const status = active ? 'Active' : 'Inactive'
        await (
          await client()
        ).send(new UpdateAccessKeyCommand({UserName: userName, AccessKeyId: accessKeyId, Status: status}))
      }),

    deleteAccessKey: ({userName, accessKeyId}) =>
      change(clients, {action: `${service}:DeleteAccessKey`, resource: userName}, async () => {
        const {DeleteAccessKeyCommand} = await sdk()
        await (await client()).send(new DeleteAccessKeyCommand({UserName: userName, AccessKeyId: accessKeyId}))
      }),
  }
}
