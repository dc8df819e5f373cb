import type {GrantListEntry} from '@aws-sdk/client-kms'
import {SecrotError} from '../errors.ts'
import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {CallOptions, KeyGrant, KmsGateway} from './gateways.ts'
import {nextPageToken} from './page-token.ts'
import {present} from './present.ts'

const service = 'kms'

/** Reads of keys. The SDK is loaded with the first call, which only a secret under a key of one's own needs. */
export function kmsGateway(clients: Clients): KmsGateway {
  const sdk = lazily(() => import('@aws-sdk/client-kms'))
  const client = lazily(async () => {
    const {KMSClient} = await sdk()
    return clients.make(config => new KMSClient(config), {actions: service})
  })

  async function keyArns(options: CallOptions | undefined): Promise<readonly string[]> {
    return read(clients, {action: `${service}:ListKeys`}, options, async send => {
      const {ListKeysCommand} = await sdk()
      const found: string[] = []
      for (let Marker: string | undefined, more = true; more; more = Marker !== undefined) {
        const page = await (await client()).send(new ListKeysCommand({Limit: 1000, ...present({Marker})}), send)
        found.push(...(page.Keys ?? []).flatMap(({KeyArn}) => KeyArn ?? []))
        Marker = nextPageToken(Marker, page.NextMarker)
      }
      return found
    })
  }

  const gateway: KmsGateway = {
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

    policy: (keyArn, options) =>
      read(clients, {action: `${service}:GetKeyPolicy`, resource: keyArn}, options, async send => {
        const {GetKeyPolicyCommand} = await sdk()
        const {Policy} = await (await client()).send(new GetKeyPolicyCommand({KeyId: keyArn}), send)
        return Policy === undefined ? undefined : (JSON.parse(Policy) as unknown)
      }),

    tags: (keyArn, options) =>
      read(clients, {action: `${service}:ListResourceTags`, resource: keyArn}, options, async send => {
        const {ListResourceTagsCommand} = await sdk()
        // A key has 50 tags at most, which is a page: https://docs.aws.amazon.com/kms/latest/developerguide/tagging-keys.html
        const {Tags = []} = await (await client()).send(new ListResourceTagsCommand({KeyId: keyArn, Limit: 50}), send)
        return Object.fromEntries(Tags.map(({TagKey = '', TagValue = ''}) => [TagKey, TagValue]))
      }),

    async findByTags(wanted, options) {
      for (const arn of await keyArns(options)) {
        const tags = await gateway.tags(arn, options).catch(refusedAsNone)
        if (Object.entries(wanted).some(([name, value]) => tags[name] !== value)) continue
        if ((await gateway.key(arn, options))?.state === 'Enabled') return arn
      }
      return undefined
    },

    grants: (keyId, options) =>
      read(clients, {action: `${service}:ListGrants`, resource: keyId}, options, async send => {
        const {ListGrantsCommand} = await sdk()
        const kms = await client()
        const grants: KeyGrant[] = []
        let marker: string | undefined
        do {
          const page = await kms.send(new ListGrantsCommand({KeyId: keyId, ...present({Marker: marker})}), send)
          grants.push(...(page.Grants ?? []).map(toGrant))
          marker = page.Truncated === true ? nextPageToken(marker, page.NextMarker) : undefined
        } while (marker !== undefined)
        return grants
      }),
  }
  return gateway
}

/** The tags of somebody else's key are nobody's business. */
function refusedAsNone(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof SecrotError && error.code === 'ACCESS_DENIED') return {}
  throw error
}

function toGrant({GranteePrincipal, Operations}: GrantListEntry): KeyGrant {
  return {grantee: GranteePrincipal ?? '', operations: Operations ?? []}
}
