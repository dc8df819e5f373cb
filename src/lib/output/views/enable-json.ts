import type {Check} from '../../operations/enable-check.ts'
import type {EnableResult} from '../../operations/enable.ts'
import {isoTime} from '../time.ts'
import {type ChangeJson, changesJson} from './changes-json.ts'
import {secretJson, type SecretJson} from './watch.ts'

/** The answer of `enable --json`; members that do not apply are null. */
export interface EnableJson {
  readonly secret: SecretJson
  readonly outcome: EnableResult['outcome']
  readonly rotation: {
    readonly enabled: boolean
    readonly function: string | null
    readonly automaticallyAfterDays: number | null
    readonly scheduleExpression: string | null
    readonly duration: string | null
    readonly now: boolean
    readonly nextRotationAt: string | null
  }
  /** Of the rotation that has started. */
  readonly versionId: string | null
  readonly checks: readonly CheckJson[]
  readonly cancelled: {
    readonly at: string | null
    readonly by: string | null
    readonly from: readonly string[]
    readonly reason: string | null
    readonly action: string | null
  } | null
  readonly windows: readonly {readonly startsAt: string; readonly endsAt: string}[]
  readonly changes: readonly ChangeJson[]
}

interface CheckJson {
  readonly name: Check['name']
  readonly state: Check['state']
  readonly text: string
  readonly source: string
  readonly note: string | null
  readonly remedy: string | null
}

export function enableJson({secret, outcome, wanted, found, description, changes}: EnableResult): EnableJson {
  const {rules, functionArn, now, versionId} = wanted
  const {nextRotationAt, rotationEnabled} = description
  return {
    secret: secretJson(secret),
    outcome,
    rotation: {
      enabled: rotationEnabled === true,
      function: functionArn ?? null,
      automaticallyAfterDays: rules.scheduleExpression === undefined ? (rules.automaticallyAfterDays ?? null) : null,
      scheduleExpression: rules.scheduleExpression ?? null,
      duration: rules.duration ?? null,
      now,
      nextRotationAt: nextRotationAt === undefined ? null : isoTime(nextRotationAt),
    },
    versionId: outcome === 'started' ? versionId : null,
    checks: (found?.checks ?? []).map(({note, remedy, ...check}) => ({
      ...check,
      note: note ?? null,
      remedy: remedy ?? null,
    })),
    cancelled: cancelledJson(found),
    windows: (found?.windows ?? []).map(({startsAt, endsAt}) => ({
      startsAt: isoTime(startsAt),
      endsAt: isoTime(endsAt),
    })),
    changes: changesJson(changes),
  }
}

function cancelledJson(found: EnableResult['found']): EnableJson['cancelled'] {
  const cancelled = found?.cancelled
  if (cancelled === undefined) return null
  const none = {at: null, by: null, from: [], reason: null, action: null}
  if (cancelled.kind === 'unknown') return {...none, reason: cancelled.reason, action: cancelled.action ?? null}
  return {...none, at: isoTime(cancelled.at), by: cancelled.by, from: cancelled.from}
}
