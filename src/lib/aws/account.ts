import {lazily, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {AccountGateway} from './gateways.ts'

const service = 'account'

/** More than AWS has regions, at 50 a page. */
const MOST_PAGES = 10

/** What an account may do at all. The SDK is loaded with the first call, which only `--region all` needs. */
export function accountGateway(clients: Clients): AccountGateway {
  const sdk = lazily(() => import('@aws-sdk/client-account'))
  const client = lazily(async () => {
    const {AccountClient} = await sdk()
    return clients.make(config => new AccountClient(config), {actions: service})
  })

  return {
    enabledRegions: options =>
      read(clients, {action: `${service}:ListRegions`}, options, async send => {
        const {ListRegionsCommand} = await sdk()
        const regions: string[] = []
        let token: string | undefined
        for (let page = 0; page < MOST_PAGES; page += 1) {
          const command = new ListRegionsCommand({
            RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
            MaxResults: 50,
            ...(token === undefined ? {} : {NextToken: token}),
          })
          const {Regions: found = [], NextToken: next} = await (await client()).send(command, send)
          regions.push(...found.map(({RegionName: name}) => name).filter(name => name !== undefined))
          if (next === undefined) break
          token = next
        }
        return regions.sort()
      }),
  }
}
