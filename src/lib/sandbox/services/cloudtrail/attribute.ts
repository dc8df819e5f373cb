/** The one attribute a look-up may have, as a choice of shelves and a test over columns. */
import {ServiceError} from '../../kernel.ts'
import {userNameOf, type Actor} from './actors.ts'
import type {Chunk} from './chunk.ts'
import {sequenceOf} from './event-ids.ts'
import type {Shelf} from './event-log.ts'
import {lookupResources, type LookupResource} from './resources.ts'
import type {Trail} from './trail.ts'

export interface Filter {
  /** Absent: every shelf. */
  readonly shelf?: (shelf: Shelf) => boolean
  /** Absent: every row. */
  readonly row?: (chunk: Chunk, index: number, shelf: Shelf) => boolean
}

/** Reads `LookupAttributes`. Throws InvalidLookupAttributesException; the texts are the sandbox's own. */
export function filterOf(trail: Trail, attributes: unknown): Filter {
  if (attributes === undefined || attributes === null) return {}
  const list = Array.isArray(attributes) ? (attributes as unknown[]) : []
  if (list.length !== 1) throw invalid('LookupAttributes takes exactly one attribute.')
  const {AttributeKey: key, AttributeValue: value} = (list[0] ?? {}) as Record<string, unknown>
  if (typeof key !== 'string' || typeof value !== 'string' || value === '') {
    throw invalid('A lookup attribute needs a key and a value.')
  }
  return makeFilter(trail, key, value)
}

function makeFilter(trail: Trail, key: string, value: string): Filter {
  switch (key) {
    case 'EventName':
      return {shelf: ({eventName}) => eventName === value}
    case 'EventSource':
      return {shelf: ({eventSource}) => eventSource === value}
    case 'ReadOnly':
      return {shelf: ({readOnly}) => String(readOnly) === value}
    case 'EventId': {
      const sequence = sequenceOf(value, trail.idKey)
      return sequence === undefined ? {shelf: () => false} : {row: (chunk, index) => chunk.sequence[index] === sequence}
    }
    case 'Username':
      return byActor(trail, actor => userNameOf(actor) === value)
    case 'AccessKeyId':
      return byActor(trail, ({principal}) => principal.accessKeyId === value)
    case 'ResourceName':
      return byResource(trail, ({ResourceName}) => ResourceName === value)
    case 'ResourceType':
      return byResource(trail, ({ResourceType}) => ResourceType === value)
    default:
      throw invalid(`${key} is not a lookup attribute.`)
  }
}

/** The owner's copy of an event names neither user nor key. */
function byActor(trail: Trail, fits: (actor: Actor) => boolean): Filter {
  const actors = trail.actors.matching(fits)
  return {
    row: (chunk, index) => actors.has(chunk.actor[index] ?? 0) && chunk.details[index]?.more?.copyOf === undefined,
  }
}

function byResource(trail: Trail, fits: (resource: LookupResource) => boolean): Filter {
  const known = new Map<number, boolean>()
  return {
    row(chunk, index, {eventSource}) {
      const subject = chunk.subject[index] ?? 0
      if (subject === 0) {
        const details = chunk.details[index]
        return lookupResources(eventSource, [], details?.requestParameters, details?.more?.responseElements).some(fits)
      }
      const seen = known.get(subject)
      if (seen !== undefined) return seen
      const found = lookupResources(eventSource, trail.subjects.get(subject)).some(fits)
      known.set(subject, found)
      return found
    },
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidLookupAttributesException', message)
}
