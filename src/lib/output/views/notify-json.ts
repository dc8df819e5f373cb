import type {NotifyOutcome, NotifyResult} from '../../operations/notify/options.ts'
import {type ChangeJson, changesJson} from './changes-json.ts'

/** The answer of `notify --json`; members that do not apply are null. */
export interface NotifyJson {
  readonly account: string
  readonly region: string
  readonly outcome: NotifyOutcome
  readonly rule: {readonly arn: string; readonly enabled: boolean; readonly sends: boolean} | null
  readonly secrets: readonly string[]
  /** null: nobody looked. */
  readonly gone: readonly string[] | null
  readonly on: readonly string[]
  readonly function: string | null
  readonly topic: {readonly arn: string; readonly exists: boolean; readonly own: boolean}
  readonly subscriptions: readonly {
    readonly protocol: string
    readonly endpoint: string
    readonly confirmed: boolean
  }[]
  readonly trail: 'logs' | 'none' | 'unknown'
  readonly trailReason: string | null
  readonly tested: boolean
  readonly changes: readonly ChangeJson[]
}

export function notifyJson({outcome, setup, found, gone, trail, changes, tested}: NotifyResult): NotifyJson {
  const {rule, watched, targets, topicArn, topicExists, subscriptions} = found
  const sends = targets.some(({arn}) => arn === setup.functionArn)
  return {
    account: setup.place.accountId,
    region: setup.place.region,
    outcome,
    rule: rule === undefined ? null : {arn: rule.arn, enabled: rule.enabled, sends},
    secrets: watched?.secrets ?? [],
    gone: gone ?? null,
    on: watched?.outcomes ?? [],
    function: found.function?.configuration.arn ?? null,
    topic: {arn: topicArn, exists: topicExists, own: topicArn === setup.ownTopicArn},
    subscriptions: subscriptions.map(({protocol, endpoint, confirmed}) => ({protocol, endpoint, confirmed})),
    trail: trail.kind,
    trailReason: trail.kind === 'unknown' ? trail.reason : null,
    tested,
    changes: changesJson(changes),
  }
}
