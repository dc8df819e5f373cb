import pMap from 'p-map'
import type {AwsScope} from '../aws/gateways.ts'
import type {Context} from './context.ts'

export const enabledRegionsActions = ['account:ListRegions'] as const

/** Stands for every region that an account has switched on. */
export const ALL_REGIONS = 'all'

/**
 * Scopes in which `all` is replaced by the enabled regions of that account (ListRegions of Account Management). Throws
 * ACCESS_DENIED (exit 5) where the caller may not ask for them: nobody knows what would be left out.
 */
export async function inEnabledRegions(
  context: Context,
  scopes: readonly Partial<AwsScope>[],
): Promise<readonly Partial<AwsScope>[]> {
  const found = await pMap(
    scopes,
    async scope => {
      if (scope.region !== ALL_REGIONS) return [scope]
      const {region: _all, ...account} = scope
      const regions = await context.aws(account).account.enabledRegions({signal: context.signal})
      return regions.map(region => ({...account, region}))
    },
    {concurrency: 8, signal: context.signal},
  )
  return found.flat()
}
