import type {Sensitive} from '../sensitive.ts'
import type {Probe, ProbeClock} from './probe.ts'
import {bytesOf, fieldsOf} from './values.ts'

/**
 * A secret without a target: nothing can reject it, so a value is good when it can be read as what the others are. Holds
 * only where it was said: `--target none` or the tag `secrot:target=none`.
 */
export function targetNone(clock: Pick<ProbeClock, 'now'>, others: readonly Sensitive[]): Probe {
  const wantsFields = others.some(value => fieldsOf(value) !== undefined)
  return {
    kind: 'none',
    name: 'no target',
    wantsSelfCheck: false,
    ask: ({value}) => {
      const parses = bytesOf(value).length > 0 && (!wantsFields || fieldsOf(value) !== undefined)
      return Promise.resolve({kind: parses ? 'yes' : 'no', at: clock.now()})
    },
  }
}
