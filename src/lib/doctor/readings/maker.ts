import {type EventFacts, type Fact, known, type Maker, unknown} from '../facts.ts'
import {TRAIL_DELAY_MS, writeOf, writesAsked} from './value.ts'

interface Made {
  readonly versionId: string
  readonly createdAt?: number
}

/**
 * Who wrote a version: the function's role after AWSCURRENT was written, somebody else, or (in a trail that is complete)
 * nobody, as with the copy that a schedule test makes.
 */
export function makerOf(
  events: Fact<EventFacts>,
  functionRoleArn: string | undefined,
  version: Made,
  current: Made | undefined,
): Fact<Maker> {
  if (olderThan(version, current))
    return known('other', {text: 'it is older than AWSCURRENT', source: 'labels', at: version.createdAt ?? 0})
  if (events.kind === 'unknown') return events
  const {events: list, since, readAt, names} = events.value
  const foreign = list.find(
    event => event.versionId === version.versionId && event.errorMessage?.includes('was not created by Lambda'),
  )
  if (foreign !== undefined)
    return known('other', {text: 'AWS says it was not created by the function', source: 'events', at: foreign.at})
  const write = writeOf(list, version.versionId)
  if (write === undefined) {
    const covered = version.createdAt !== undefined && since <= version.createdAt && writesAsked(names)
    if (!covered || readAt - (version.createdAt ?? 0) < TRAIL_DELAY_MS)
      return unknown('the trail shows no trace of its making')
    return known('nobody', {text: 'no write in the trail since', source: 'events', at: version.createdAt ?? 0})
  }
  if (functionRoleArn === undefined) return unknown('the role of the function could not be read')
  const role = write.caller?.roleArn
  if (role === functionRoleArn) return known('fn', {text: 'written by the function', source: 'events', at: write.at})
  const who = write.caller?.arn ?? role ?? 'somebody else'
  return known('other', {text: `written by ${who}`, source: 'events', at: write.at})
}

function olderThan(version: Made, current: Made | undefined): boolean {
  if (version.createdAt === undefined || current?.createdAt === undefined) return false
  return version.versionId !== current.versionId && version.createdAt < current.createdAt
}
