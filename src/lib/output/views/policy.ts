import type {PolicyResult} from '../../operations/policy.ts'
import {table} from '../table.ts'
import type {View} from '../view.ts'

/** The bare policy, fit for `--policy-document`; without one the commands and what they call. */
export const policyView: View<PolicyResult> = ({commands, policy}, options) => {
  if (policy !== undefined) return JSON.stringify(policy, null, 2)
  const columns = [
    {header: 'COMMAND', cell: (command: PolicyResult['commands'][number]) => command.name},
    {
      header: 'ACTIONS',
      cell: ({actions}: PolicyResult['commands'][number]) => (actions.length === 0 ? 'none' : actions.join(', ')),
      overflow: 'wrap',
    },
  ] as const
  return table(columns, commands, options)
}

/** The answer of `policy`. */
export function policyJson({commands, policy, notes}: PolicyResult): object {
  return {commands, policy: policy ?? null, notes}
}
