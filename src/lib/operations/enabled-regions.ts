import pMap from 'p-map'
import {parseArn} from '../arn.ts'
import type {AwsScope} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {failureOf} from './status-list.ts'
import type {StatusFailure} from './status-result.ts'

export const enabledRegionsActions = ['account:ListRegions'] as const

/** Stands for every region that an account has switched on. */
export const ALL_REGIONS = 'all'

export interface EnabledRegions {
  readonly scopes: readonly Partial<AwsScope>[]
  /** Accounts whose regions nobody knows. */
  readonly failures: readonly StatusFailure[]
}

/**
 * Scopes in which `all` is replaced by the enabled regions of that account (ListRegions of Account Management). Throws,
 * where none of them can be looked at, what the first was refused with: ACCESS_DENIED (exit 5) where the caller may not ask.
 */
export async function inEnabledRegions(
  context: Context,
  scopes: readonly Partial<AwsScope>[],
): Promise<EnabledRegions> {
  const refusals: SecrotError[] = []
  const failures: StatusFailure[] = []
  const one = async (scope: Partial<AwsScope>): Promise<readonly Partial<AwsScope>[]> => {
    if (scope.region !== ALL_REGIONS) return [scope]
    const {region: _all, ...account} = scope
    try {
      const regions = await context.aws(account).account.enabledRegions({signal: context.signal})
      return regions.map(region => ({...account, region}))
    } catch (error) {
      if (!(error instanceof SecrotError) || error.exit === EXIT.interrupted) throw error
      refusals.push(error)
      failures.push({...failureOf(error), subject: subjectOf(scope)})
      return []
    }
  }
  const found = (await pMap(scopes, one, {concurrency: 8, signal: context.signal})).flat()
  const [first] = refusals
  if (found.length === 0 && first !== undefined) throw first
  return {scopes: found, failures}
}

function subjectOf({role, profile}: Partial<AwsScope>): string {
  return parseArn(role ?? '')?.accountId ?? profile ?? 'all regions'
}
