import pMap from 'p-map'
import type {AwsScope} from '../aws/gateways.ts'
import {worstFirst} from '../rotation/verdict.ts'
import {beginning} from './beginning.ts'
import type {Context} from './context.ts'
import type {FleetOptions} from './status-fleet-options.ts'
import {nextForFleet} from './status-next.ts'
import type {FleetStatus} from './status-result.ts'
import {regionOfSecret} from './resolve-secret.ts'
import {type FleetPart, makeFleetScope} from './status-scope.ts'

/** Regions and profiles that are read at the same time. */
const scopesAtOnce = 8

export interface Fleet {
  /** One look at everything; a second one asks everything again. */
  look(): Promise<FleetStatus>
}

/**
 * Many secrets in several regions and accounts. Lists them page by page, keeps a line of each and nothing else, describes
 * the suspicious again, and asks each region's trail once for all of them. Throws when a single scope cannot be listed;
 * of several, those that cannot are said in `notRead`.
 */
export function makeFleet(context: Context, options: FleetOptions): Fleet {
  const {failures: before = []} = options
  const wanted = options.scopes.length === 0 ? [{}] : options.scopes
  const parts = wanted.flatMap(scope => partsOf({...context.scope, ...scope}, options.secrets ?? []))
  const scopes = parts.map(part => makeFleetScope(context, part, options, parts.length > 1 || before.length > 0))
  return {
    async look() {
      const began = beginning(context.clock)
      let startedAt: number | undefined
      const onFirstReply = (): void => {
        startedAt ??= began()
      }
      const callsBefore = context.calledActions.length
      for (const scope of scopes) scope.refresh()
      const answers = await pMap(scopes, scope => scope.look(onFirstReply), {
        concurrency: scopesAtOnce,
        signal: context.signal,
      })
      const lines = answers.flatMap(answer => answer.lines).sort(worstFirst)
      // No flag of the next command would assume a role in the account of one secret.
      const byRole = wanted.some(({role}) => role !== undefined)
      const next = byRole ? undefined : nextForFleet(lines, options.naming)
      return {
        startedAt: startedAt ?? began(),
        endedAt: context.clock.now(),
        scopes: answers.map(answer => answer.scope),
        ...earliest(answers.map(answer => answer.listedAt)),
        ...latest(answers.map(answer => answer.describedAt)),
        lines,
        seen: answers.reduce((sum, answer) => sum + answer.seen, 0),
        calls: context.calledActions.length - callsBefore,
        notRead: answers.flatMap(answer => answer.notRead),
        failures: [...before, ...answers.flatMap(answer => answer.failures)],
        ...(next === undefined ? {} : {next}),
      }
    },
  }
}

/** Named secrets are looked for in their own region where an ARN names one. Nothing named: the scope is listed. */
function partsOf(scope: AwsScope, secrets: readonly string[]): readonly FleetPart[] {
  if (secrets.length === 0) return [{scope, secrets}]
  const byRegion = Map.groupBy(secrets, secret => regionOfSecret(secret) ?? scope.region)
  return [...byRegion].map(([region, some]) => ({scope: {...scope, region}, secrets: some}))
}

function earliest(times: readonly (number | undefined)[]): {listedAt?: number} {
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? {} : {listedAt: Math.min(...known)}
}

function latest(times: readonly (number | undefined)[]): {describedAt?: number} {
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? {} : {describedAt: Math.max(...known)}
}
