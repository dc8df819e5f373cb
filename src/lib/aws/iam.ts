import {lazily, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {AccessKeyInfo, IamGateway} from './gateways.ts'
import {present} from './present.ts'
import {nextPageToken} from './page-token.ts'

const service = 'iam'

/** Reads of IAM users' access keys. The SDK is loaded with the first call. */
export function iamGateway(clients: Clients): IamGateway {
  const sdk = lazily(() => import('@aws-sdk/client-iam'))
  const client = lazily(async () => {
    const {IAMClient} = await sdk()
    return clients.make(config => new IAMClient(config), {actions: service})
  })

  return {
    listAccessKeys: (userName, options) =>
      read(clients, {action: `${service}:ListAccessKeys`, resource: userName}, options, async send => {
        const {ListAccessKeysCommand} = await sdk()
        const keys: AccessKeyInfo[] = []
        let marker: string | undefined
        do {
          const page = await (
            await client()
          ).send(new ListAccessKeysCommand({UserName: userName, ...present({Marker: marker})}), send)
          for (const key of page.AccessKeyMetadata ?? []) {
            keys.push({
              accessKeyId: key.AccessKeyId ?? '',
              userName: key.UserName ?? userName,
              active: key.Status === 'Active',
              ...present({createdAt: key.CreateDate?.getTime()}),
            })
          }
          marker = page.IsTruncated === true ? nextPageToken(marker, page.Marker) : undefined
        } while (marker !== undefined)
        return keys
      }),

    accessKeyLastUsed: (accessKeyId, options) =>
      read(clients, {action: `${service}:GetAccessKeyLastUsed`, resource: accessKeyId}, options, async send => {
        const {GetAccessKeyLastUsedCommand} = await sdk()
        const answer = await (await client()).send(new GetAccessKeyLastUsedCommand({AccessKeyId: accessKeyId}), send)
        const used = answer.AccessKeyLastUsed
        return present({
          userName: answer.UserName,
          lastUsedAt: used?.LastUsedDate?.getTime(),
          // "N/A" when the key was never used (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html).
          service: used?.ServiceName === 'N/A' ? undefined : used?.ServiceName,
          region: used?.Region === 'N/A' ? undefined : used?.Region,
        })
      }),
  }
}
