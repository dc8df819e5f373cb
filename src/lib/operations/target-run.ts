import {maskOf} from '../history/mask.ts'
import {bytesOf} from '../probes/values.ts'
import type {Sensitive} from '../sensitive.ts'
import type {Context} from './context.ts'
import type {DoctorOptions} from './doctor-options.ts'

/** What it takes to ask targets: the wishes of the command line, and what one run remembers of each secret. */
export interface TargetRun extends KeptValues {
  readonly context: Context
  readonly options: Pick<DoctorOptions, 'probe' | 'target' | 'configuredProbes'>
  /** `checkedAt`: when the target rejected a random value; asked once a run. */
  memory(arn: string): {checkedAt?: number}
}

/** Values that this run has in hand, so that nothing shows them. */
export interface KeptValues {
  keep(value: Sensitive): void
  /** Hides every value that was kept. */
  mask(text: string): string
}

/** Asks targets for a command that is about one secret. */
export function makeTargetRun(context: Context, options: TargetRun['options']): TargetRun {
  const memory: {checkedAt?: number} = {}
  return {context, options, memory: () => memory, ...keptValues()}
}

export function keptValues(): KeptValues {
  const values: Sensitive[] = []
  let masked: ((text: string) => string) | undefined
  return {
    keep: value => {
      values.push(value)
      masked = undefined
    },
    mask: text => {
      masked ??= maskOf(values.map(value => bytesOf(value)))
      return masked(text)
    },
  }
}
