import type {SecretsGateway} from '../aws/gateways.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {type FleetListingOptions, makeListingPlan} from './listing-plan.ts'
import {makeWalks} from './listing-walks.ts'

/**
 * Lists from the oldest and, where it is long, from the newest secret at the same time, until both walks meet. Whatever is
 * there from beginning to end comes exactly once; what is created or deleted meanwhile comes once or not at all. A walk
 * that AWS throttles or refuses ends, and the one from the other end goes on; where none is left, the plain listing begins
 * anew. Throws what the plain listing throws.
 */
export async function* listFleet(
  secrets: Pick<SecretsGateway, 'list'>,
  options: FleetListingOptions,
): AsyncGenerator<readonly SecretDescription[]> {
  const seen = new Set<string>()
  const walks = makeWalks(secrets, options.signal)
  const plan = makeListingPlan(walks, options)
  try {
    for (let came = await walks.next(); came !== undefined; came = await walks.next()) {
      const {walk, page = []} = came
      const fresh = page.filter(({arn}) => !seen.has(arn) && seen.add(arn))
      if (came.error !== undefined) plan.failed(walk, came.error)
      else if (came.page === undefined || walk.part.meeting.reachedBy(walk.order, page, fresh.length))
        walks.close(walk.part)
      else plan.goOn(walk, fresh)
      if (fresh.length > 0) yield fresh
    }
  } finally {
    walks.close()
  }
}
