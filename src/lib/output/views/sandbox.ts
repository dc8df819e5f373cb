import type {SandboxStartResult} from '../../operations/sandbox-start.ts'
import type {SteerResult} from '../../operations/sandbox-steer.ts'
import {shellCommand} from '../../shell-words.ts'
import type {View} from '../view.ts'

/** Lines for a POSIX shell: paste them, and every AWS client there speaks to the sandbox. */
export const sandboxStartView: View<SandboxStartResult> = ({environment, unset}) =>
  [
    `unset ${unset.join(' ')}`,
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${shellCommand([value])}`),
  ].join('\n')

export const sandboxLoadView: View<SteerResult> = ({url, scenario}) => `${scenario} is loaded at ${url}.`

export const sandboxResetView: View<SteerResult> = ({url}) => `The sandbox at ${url} is as it was at its start.`
