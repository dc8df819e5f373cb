import {isWriteOf} from './attempts.ts'
import {newsOf, type EventFacts} from './facts.ts'
import {AWSCURRENT, type SecretDescription, type Version} from './secret.ts'
import {holderOf} from './staging.ts'

/** Finishing a rotation changes labels a little after LastRotatedDate is set; a later change may be a value put by hand. */
export const settlingMs = 3_600_000

/** When the value in use was written: at the earliest and at the latest. Equal: known. */
export interface WrittenBetween {
  readonly from: number
  readonly to: number
}

/**
 * When the value in use was written. A description has no date of the value itself, only of the last rotation and of
 * the last change of anything; versions or events narrow it down. undefined: nothing says.
 */
export function valueWritten(
  description: SecretDescription,
  more: {readonly versions?: readonly Version[] | undefined; readonly events?: EventFacts | undefined} = {},
): WrittenBetween | undefined {
  const current = holderOf(description.staging, AWSCURRENT)
  if (current === undefined) return undefined
  const created = more.versions?.find(version => version.versionId === current)?.createdAt
  if (created !== undefined) return exactly(created)
  const news = newsOf(more.events ?? {kind: 'not-asked'})
  const write = news.find(event => isWriteOf(event.name, event.errorCode) && event.versionId === current)
  if (write !== undefined) return exactly(write.at)
  const from = description.lastRotatedAt ?? description.createdAt
  if (from === undefined) return undefined
  const to = Math.max(description.lastChangedAt ?? from, from)
  if (to - from <= settlingMs || unchangedSince(from, more.events)) return exactly(from)
  return {from, to}
}

// Whatever changed meanwhile, it was not the value: a trail that reaches back shows no write and no move of AWSCURRENT.
function unchangedSince(from: number, events: EventFacts | undefined): boolean {
  if (events?.kind !== 'read' || events.since > from) return false
  if (!['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage'].every(name => events.names.includes(name)))
    return false
  return !events.events.some(event => {
    if (event.at <= from || event.errorCode !== undefined) return false
    if (event.name === 'UpdateSecretVersionStage') return event.label === AWSCURRENT
    return event.name === 'UpdateSecret' || (event.name === 'PutSecretValue' && !besideCurrent(event.labels))
  })
}

function besideCurrent(labels: readonly string[] | undefined): boolean {
  return labels !== undefined && !labels.includes(AWSCURRENT)
}

function exactly(at: number): WrittenBetween {
  return {from: at, to: at}
}
