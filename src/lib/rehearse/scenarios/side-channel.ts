import type {Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {MESSENGERS} from '../side-channels.ts'

/** R, in which no message can be sent: refused, and out of order. */
export const sideChannelFailures: readonly Scenario<RotationResult>[] = (
  [
    ['denied', 'access-denied'],
    ['failing', 'server-error'],
  ] as const
).map(([name, kind]) => ({
  name: `side-channel/${name}`,
  play(bench) {
    bench.faults(MESSENGERS.map(service => ({kind, service})))
    return bench.rotate()
  },
}))
