import type {RotationEvent} from './events.ts'

/** What names a secret. `keyIds`: ARNs, ids or aliases of its keys, for events about keys; absent: those are left out. */
export interface EventSubject {
  readonly arn: string
  readonly name: string
  readonly keyIds?: readonly string[]
  /** Epoch milliseconds; an older event that has the name alone is about another secret. Absent: none is left out. */
  readonly notBefore?: number
}

/**
 * The events of one secret among those of a region, in the given order. A caller may have written the full ARN, the
 * name, or the ARN without its six last characters; a service event always has the full ARN.
 */
export function eventsOf(secret: EventSubject, events: readonly RotationEvent[]): readonly RotationEvent[] {
  const names = new Set([secret.arn, secret.name, partialArn(secret.arn)])
  const keys = new Set((secret.keyIds ?? []).flatMap(keyNames))
  const isOlder = ({secretId, at}: RotationEvent): boolean => secretId !== secret.arn && at < (secret.notBefore ?? 0)
  return events.filter(event =>
    isKeyEvent(event) ? keys.has(event.secretId) : names.has(event.secretId) && !isOlder(event),
  )
}

/** Events about one version: service events by their request id, calls by their token, label moves by either end. */
export function eventsOfVersion(versionId: string, events: readonly RotationEvent[]): readonly RotationEvent[] {
  return events.filter(
    event => event.versionId === versionId || event.movedTo === versionId || event.removedFrom === versionId,
  )
}

function partialArn(arn: string): string {
  return arn.replace(/-[A-Za-z0-9]{6}$/, '')
}

function isKeyEvent(event: RotationEvent): boolean {
  return event.name === 'ScheduleKeyDeletion' || event.name === 'DisableKey'
}

/** `arn:aws:kms:…:key/ID` is also named by its bare id. */
function keyNames(key: string): readonly string[] {
  const id = /:key\/(.+)$/.exec(key)?.[1]
  return id === undefined ? [key] : [key, id]
}
