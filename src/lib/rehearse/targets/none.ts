import type {Target} from '../target.ts'
import type {StagedTarget} from './staged.ts'

/** No target, or one that nobody can ask: only labels, tokens, crashes and leaks are judged. */
export function stageNone(title = 'no target'): StagedTarget {
  const nothing = () => {}
  const target: Target = {
    kind: 'none',
    title,
    hasModel: false,
    isImmediate: true,
    standing: () => ({acceptedNow: false, active: false}),
    credentials: () => [],
    state: () => '',
    othersState: () => '',
    uses: () => [],
    block: nothing,
    use: nothing,
  }
  return {
    target,
    fields: {},
    issued: () => [],
    noteCall: nothing,
    noteRefusedKey: nothing,
    begin: nothing,
    keep: () => nothing,
  }
}
