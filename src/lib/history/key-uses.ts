import {present, stringAt} from './records.ts'
import type {TrailRecord} from './trail-events.ts'

/** One call made with an access key, as CloudTrail tells it. Texts are foreign. */
export interface KeyUse {
  readonly at: number
  /** As in IAM actions: `sts:GetCallerIdentity`. */
  readonly action: string
  /** Who called, as the trail has it: `arn:aws:iam::111122223333:user/deployer`. */
  readonly caller?: string
  readonly sourceIp?: string
  readonly userAgent?: string
}

/** What look-ups of a key know: every management event of these regions since then, newest first. */
export interface KeyUses {
  readonly coverage: readonly {readonly region: string; readonly since: number}[]
  readonly readAt: number
  readonly uses: readonly KeyUse[]
}

export type KeyUsesAnswer =
  | {readonly kind: 'read'; readonly value: KeyUses}
  | {readonly kind: 'denied'; readonly action: string; readonly reason: string}
  | {readonly kind: 'failed'; readonly reason: string}

export function keyUseOf({name, at, record}: TrailRecord): KeyUse {
  const service = stringAt(record, 'eventSource')?.replace(/\.amazonaws\.com$/, '')
  return present({
    at,
    action: service === undefined ? name : `${service}:${name}`,
    caller: stringAt(record, 'userIdentity', 'arn'),
    sourceIp: stringAt(record, 'sourceIPAddress'),
    userAgent: stringAt(record, 'userAgent'),
  })
}
