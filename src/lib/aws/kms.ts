import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {KmsGateway} from './gateways.ts'
import {present} from './present.ts'

const service = 'kms'

/** Reads of keys. The SDK is loaded with the first call, which only a secret under a key of one's own needs. */
export function kmsGateway(clients: Clients): KmsGateway {
  const sdk = lazily(() => import('@aws-sdk/client-kms'))
  const client = lazily(async () => {
    const {KMSClient} = await sdk()
    return clients.make(config => new KMSClient(config), {actions: service})
  })

  return {
    key: (keyId, options) =>
      orMissing(
        read(clients, {action: `${service}:DescribeKey`, resource: keyId}, options, async send => {
          const {DescribeKeyCommand} = await sdk()
          const answer = await (await client()).send(new DescribeKeyCommand({KeyId: keyId}), send)
          const {Arn, KeyState, KeyManager, DeletionDate} = answer.KeyMetadata ?? {KeyId: keyId}
          return {
            arn: Arn ?? keyId,
            state: KeyState ?? 'Unavailable',
            ofAws: KeyManager === 'AWS',
            ...present({deletedAt: DeletionDate?.getTime()}),
          }
        }),
      ),
  }
}
