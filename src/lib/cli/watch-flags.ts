import {Flags} from '@oclif/core'
import {functionLogFlags} from './function-log-flags.ts'
import {durationFlag} from './flags.ts'

/** Flags of the commands that follow a rotation. */
export const watchFlags = {
  settle: durationFlag({
    description: 'Silence after a failure that makes it the verdict. Default: 4 x the timeout of the function + 5m.',
  }),
  timeout: durationFlag({description: 'Stop watching after this long; the rotation goes on. Default: 30m.'}),
  'fail-fast': Flags.boolean({description: 'End at the first failed attempt, although AWS may go on.'}),
  ...functionLogFlags,
}

/** Values of `watchFlags`. */
export interface WatchFlagValues {
  readonly settle?: number | undefined
  readonly timeout?: number | undefined
  readonly 'fail-fast'?: boolean
  readonly 'show-logs'?: boolean
  readonly 'function-profile'?: string | undefined
  readonly config?: string | undefined
}
