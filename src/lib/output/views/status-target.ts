import type {ListedCredential, TargetCredentials} from '../../operations/status-credentials.ts'
import type {SecretStatus} from '../../operations/status-result.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {ViewOptions} from '../view.ts'
import {isoTime} from '../time.ts'
import type {Moments} from './moments.ts'

/** Keys that get a line of their own; an API may have fifty. */
const MOST_LINES = 6

/** What takes the credential, and what it has of it, one line each. */
export function targetLines(
  {target, credentials}: SecretStatus,
  times: Moments,
  options: ViewOptions,
): readonly string[] {
  if (credentials === undefined)
    return target === undefined ? [] : [`${visible(target)}, said by the tag secrot:target`]
  const {kind, owner, credentials: read, valuesRead, unreadVersions} = credentials
  const noun = kind === 'iam-key' ? 'IAM user' : 'AppSync API'
  const head = owner === undefined ? noun : `${noun} ${visible(owner)}`
  if (read.kind !== 'read') return [`${head}: its keys could not be read (${visible(read.reason)})`]
  const ids = unreadVersions.map(id => shortId(visible(id), options)).join(', ')
  const missing = ids === '' ? '' : ` (the value of ${ids} could not be read, and may hold one of them)`
  const unread = valuesRead || ids !== '' ? missing : ' (which version holds which: --read-values)'
  const count = read.value.length === 1 ? '1 key' : `${read.value.length} keys`
  const shown = held(read.value).slice(0, MOST_LINES)
  const left = read.value.length - shown.length
  return [
    `${head}: ${count}${unread}`,
    ...shown.map(one => keyText(one, times, options)),
    ...(left === 0 ? [] : [`and ${left} more`]),
  ]
}

/** Those that a version holds first. */
function held(credentials: readonly ListedCredential[]): readonly ListedCredential[] {
  const isHeld = ({heldBy = []}: ListedCredential): boolean => heldBy.length > 0
  return [...credentials.filter(isHeld), ...credentials.filter(one => !isHeld(one))]
}

function keyText(credential: ListedCredential, times: Moments, options: ViewOptions): string {
  const {last4, active, createdAt, expiresAt, heldBy} = credential
  const facts = [
    `…${last4}`,
    active === undefined ? undefined : active ? 'active' : 'inactive',
    createdAt === undefined ? undefined : options.tty ? `${times.age(createdAt)} old` : `made ${isoTime(createdAt)}`,
    active === undefined ? undefined : usedText(credential, times, options),
    expiresAt === undefined ? undefined : endText(expiresAt, times, options),
  ].filter(fact => fact !== undefined)
  if (heldBy === undefined) return facts.join(', ')
  const versions = heldBy.map(({versionId, labels}) => {
    const named = labels.map(label => visible(label)).join(' ')
    return `${named} ${shortId(visible(versionId), options)}`
  })
  return `${facts.join(', ')}: ${versions.length === 0 ? 'in no labelled version' : versions.join(', ')}`
}

function usedText(
  {lastUsedAt, lastUsedService, lastUseUnread}: ListedCredential,
  times: Moments,
  options: ViewOptions,
): string {
  if (lastUseUnread !== undefined) return `last use unknown (${visible(lastUseUnread)})`
  if (lastUsedAt === undefined) return 'never used'
  const service = lastUsedService === undefined ? '' : ` for ${visible(lastUsedService)}`
  return options.tty ? `used ${times.age(lastUsedAt)} ago${service}` : `used ${isoTime(lastUsedAt)}${service}`
}

function endText(expiresAt: number, times: Moments, options: ViewOptions): string {
  return options.tty ? `ends ${times.full(expiresAt)} (${times.due(expiresAt)})` : `ends ${isoTime(expiresAt)}`
}

/** The same in the object of `--json`; null: the kind is not known, or nobody asked. */
export function credentialsJson(credentials: TargetCredentials | undefined): object | null {
  if (credentials === undefined) return null
  const {kind, owner, credentials: read, unreadVersions} = credentials
  const time = (at: number | undefined) => (at === undefined ? null : isoTime(at))
  return {
    kind,
    owner: owner ?? null,
    unread: read.kind === 'read' ? null : read.reason,
    unreadVersions,
    keys:
      read.kind !== 'read'
        ? []
        : read.value.map(one => ({
            last4: one.last4,
            sha256: one.sha256 ?? null,
            active: one.active ?? null,
            createdAt: time(one.createdAt),
            lastUsedAt: time(one.lastUsedAt),
            lastUseUnread: one.lastUseUnread ?? null,
            lastUsedService: one.lastUsedService ?? null,
            expiresAt: time(one.expiresAt),
            heldBy: one.heldBy ?? null,
          })),
  }
}
