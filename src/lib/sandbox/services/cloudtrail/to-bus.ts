/** CloudTrail hands its events to EventBridge. */
import type {World} from '../../kernel.ts'
import type {Actors} from './actors.ts'
import type {Row} from './chunk.ts'
import type {ShelfName} from './event-log.ts'
import {recordOf} from './record.ts'
import type {Subjects} from './resources.ts'
import type {TrailEntity, TrailList} from './trail-list.ts'

/** What a record is made of. */
interface Sources {
  readonly list: TrailList
  readonly actors: Actors
  readonly subjects: Subjects
  readonly idKey: number
}

interface Written {
  readonly accountId: string
  readonly region: string
  readonly name: ShelfName
  readonly row: Row
}

/**
 * An account without a trail that logs management events gets none of them:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html.
 */
export function sendToBus(world: World, trail: Sources, {accountId, region, name, row}: Written): void {
  const place = {accountId, region}
  if (!world.bus.isAwaited(place) || !trail.list.of(accountId, region).some(logsThem)) return
  const isService = name.kind === 'service'
  const detail = recordOf(
    {shelf: {...name, chunks: []}, row},
    {
      ...place,
      idKey: trail.idKey,
      actor: isService ? undefined : trail.actors.get(row.actor),
      resources: trail.subjects.get(row.subject),
    },
  )
  world.bus.emit({
    ...place,
    source: `aws.${name.eventSource.split('.')[0]}`,
    detailType: isService ? 'AWS Service Event via CloudTrail' : 'AWS API Call via CloudTrail',
    resources: [],
    detail,
    hiddenByDefault: isHidden(name),
  })
}

/** A state that was written before trails had selectors has none. */
function logsThem({logging, managementEvents}: Partial<TrailEntity>): boolean {
  return logging === true && managementEvents !== false
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html */
function isHidden({readOnly, eventName}: ShelfName): boolean {
  return readOnly && /^(?:Describe|Get|List)/.test(eventName)
}
