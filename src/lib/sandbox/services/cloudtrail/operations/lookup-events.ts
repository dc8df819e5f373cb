import {ServiceError, type Call, type OperationDefinition, type World} from '../../../kernel.ts'
import {decodePageToken, encodePageToken} from '../../../pagination.ts'
import {validateInput} from '../../../validate.ts'
import {userNameOf} from '../actors.ts'
import {filterOf} from '../attribute.ts'
import {historyMs} from '../event-log.ts'
import {idOf} from '../event-ids.ts'
import {newestFirst, type Found, type Position} from '../newest-first.ts'
import {recordOf} from '../record.ts'
import {lookupResources} from '../resources.ts'
import type {LookupRate} from '../lookup-rate.ts'
import type {Trail} from '../trail.ts'

const paging = {tokenMember: 'NextToken', limitMember: 'MaxResults'}
const types = {
  LookupAttributes: {type: 'list'},
  StartTime: {type: 'number'},
  EndTime: {type: 'number'},
  EventCategory: {type: 'string'},
  MaxResults: {type: 'number'},
  NextToken: {type: 'string'},
} as const
/** Default and largest page: aws-behaviour.md section 8. */
const pageLimit = 50

/** The last 90 days of management events of the signer's account and the signature's region, newest first. */
export function lookupEvents(trail: Trail, rate: LookupRate): OperationDefinition {
  return {
    name: 'LookupEvents',
    readOnly: true,
    authorize: () => [{action: 'cloudtrail:LookupEvents', resource: '*'}],
    run(call, world) {
      rate.count(call)
      validateInput(call.input, types)
      return isInsight(call) ? {Events: []} : answer(trail, call, world)
    },
  }
}

function answer(trail: Trail, call: Call, world: World): unknown {
  const now = world.clock.now()
  const limit = limitOf(call, world)
  const bounds = boundsOf(call, now)
  const filter = filterOf(trail, call.input['LookupAttributes'])
  const shelves = trail.shelves(call.accountId, call.region).filter(shelf => filter.shelf?.(shelf) ?? true)
  const found = newestFirst(
    shelves,
    bounds,
    (chunk, index, shelf) => (chunk.seenAt[index] ?? 0) <= now && (filter.row?.(chunk, index, shelf) ?? true),
  )
  const page = firstOf(found, limit + 1)
  const last = page[limit - 1]?.row
  return {
    Events: page.slice(0, limit).map(each => eventOf(trail, call, each)),
    NextToken: page.length > limit && last ? encodePageToken(call, paging, `${last.at} ${last.sequence}`) : undefined,
  }
}

function firstOf(found: Iterable<Found>, count: number): Found[] {
  const page: Found[] = []
  for (const each of found) {
    page.push(each)
    if (page.length === count) break
  }
  return page
}

/** Event times are whole seconds, and both ends of the range belong to it. */
function boundsOf(call: Call, now: number): {before: Position; notBefore: number} {
  const {StartTime: start, EndTime: end, NextToken: token} = call.input as Record<string, number | undefined>
  if (start !== undefined && end !== undefined && start > end) {
    throw new ServiceError('InvalidTimeRangeException', 'The start time is after the end time.')
  }
  const notBefore = Math.max(start === undefined ? 0 : Math.ceil(start) * 1000, now - historyMs)
  const before = {at: end === undefined ? Number.POSITIVE_INFINITY : (Math.floor(end) + 1) * 1000, sequence: 0}
  return {notBefore, before: token === undefined ? before : positionOf(call, String(token))}
}

function positionOf(call: Call, token: string): Position {
  const [at, sequence] = decodePageToken(call, paging, token)?.split(' ') ?? []
  if (at === undefined || sequence === undefined) {
    throw new ServiceError('InvalidNextTokenException', 'The token is not valid for this look-up.')
  }
  return {at: Number(at), sequence: Number(sequence)}
}

function limitOf({input}: Call, world: World): number {
  const asked = Number(input['MaxResults'] ?? pageLimit)
  if (!Number.isInteger(asked) || asked < 1 || asked > pageLimit) {
    throw new ServiceError('InvalidMaxResultsException', `MaxResults must be between 1 and ${pageLimit}.`)
  }
  return Math.min(asked, world.switches.pageSize ?? asked)
}

/** Insights events are a category of their own; the sandbox has none. */
function isInsight({input}: Call): boolean {
  const category = input['EventCategory']
  if (category === undefined || category === null) return false
  if (category === 'insight') return true
  throw new ServiceError('InvalidEventCategoryException', 'EventCategory must be insight or absent.')
}

function eventOf(trail: Trail, call: Call, found: Found): Record<string, unknown> {
  const {shelf, row} = found
  const actor = shelf.kind === 'service' ? undefined : trail.actors.get(row.actor)
  const resources = trail.subjects.get(row.subject)
  const {idKey} = trail
  const record = recordOf(found, {accountId: call.accountId, region: call.region, idKey, actor, resources})
  const foreign = row.details?.more?.copyOf !== undefined
  const {requestParameters, responseElements} = record
  return {
    EventId: idOf(row.sequence, idKey),
    EventName: shelf.eventName,
    ReadOnly: String(shelf.readOnly),
    AccessKeyId: foreign || actor?.principal.accessKeyId === '' ? undefined : actor?.principal.accessKeyId,
    EventTime: Math.floor(row.at / 1000),
    EventSource: shelf.eventSource,
    Username: foreign || actor === undefined ? undefined : userNameOf(actor),
    Resources: lookupResources(shelf.eventSource, resources, requestParameters, responseElements),
    CloudTrailEvent: JSON.stringify(record),
  }
}
