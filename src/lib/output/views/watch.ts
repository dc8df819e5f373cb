import type {WatchEnd} from '../../history/watch/ends.ts'
import type {WatchResult} from '../../operations/watch.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import {dateTime, isoTime} from '../time.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {watchEndJson} from './watch-json.ts'

/** The answer of `watch --json`; members that do not apply are null. */
export interface WatchJson {
  readonly secret: SecretJson
  readonly versionId: string | null
  readonly verdict: WatchEnd['kind'] | 'nothing'
  readonly end: unknown
  readonly timeline: readonly unknown[]
}

export interface SecretJson {
  readonly arn: string
  readonly name: string
  readonly owningService: string | null
}

/** There was nothing to follow. */
export const watchIdleView: View<WatchResult> = ({secret, idle}, options) => {
  const at = idle?.lastRotatedAt
  const when = options.tty ? dateTime(at ?? 0, {local: options.local}) : isoTime(at ?? 0)
  const since = at === undefined ? ', never rotated' : `, rotated ${when}`
  const current =
    idle?.current === undefined ? 'no version is AWSCURRENT' : `${shortId(idle.current, options)} is in use`
  const text = `nothing rotates in ${visible(secret.description.name)}: ${current}${since}`
  return hanging(`${options.theme.mark('off')} `, text, options.columns)
}

/** A finished watch as the object of `--json`. */
export function watchJson({secret, watched}: WatchResult, withLogs: boolean): WatchJson {
  const base = {secret: secretJson(secret), versionId: watched?.versionId ?? null}
  if (watched === undefined) return {...base, verdict: 'nothing', end: null, timeline: []}
  return {...base, ...watchEndJson(watched.end, watched.lines, withLogs)}
}

/** Which secret an answer is about. */
export function secretJson({arn, description}: WatchResult['secret']): SecretJson {
  return {arn, name: description.name, owningService: description.owningService ?? null}
}
