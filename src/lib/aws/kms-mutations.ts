import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {KmsMutations} from './gateways.ts'

const service = 'kms'

/** Keys are made and come back into use; nothing here takes one out of it. Reached through operations/mutate.ts only. */
export function kmsMutations(clients: Clients): KmsMutations {
  const sdk = lazily(() => import('@aws-sdk/client-kms'))
  const client = lazily(async () => {
    const {KMSClient} = await sdk()
    return clients.make(config => new KMSClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    createKey: ({policy, description, tags}) =>
      change(clients, {action: `${service}:CreateKey`}, async () => {
        const {CreateKeyCommand} = await sdk()
        const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({TagKey, TagValue}))
        const input = {Policy: policy, Description: description, Tags}
        const {KeyMetadata} = await (await client()).send(new CreateKeyCommand(input))
        return {arn: KeyMetadata?.Arn ?? ''}
      }),

    createAlias: ({alias, keyArn}) =>
      change(clients, {action: `${service}:CreateAlias`, resource: keyArn}, async () => {
        const {CreateAliasCommand} = await sdk()
        await (await client()).send(new CreateAliasCommand({AliasName: alias, TargetKeyId: keyArn}))
      }),

    enable: ({keyArn}) =>
      change(clients, {action: `${service}:EnableKey`, resource: keyArn}, async () => {
        const {EnableKeyCommand} = await sdk()
        await (await client()).send(new EnableKeyCommand({KeyId: keyArn}))
      }),

    cancelDeletion: ({keyArn}) =>
      change(clients, {action: `${service}:CancelKeyDeletion`, resource: keyArn}, async () => {
        const {CancelKeyDeletionCommand} = await sdk()
        await (await client()).send(new CancelKeyDeletionCommand({KeyId: keyArn}))
      }),
  }
}
