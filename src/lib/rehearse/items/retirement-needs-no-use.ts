import {fail, judged, pass, type Item} from '../item.ts'
import {pinnedClient} from '../scenarios/pinned-client.ts'
import {unreached} from '../step-facts.ts'
import {toldBy} from '../told.ts'

export const retirementNeedsNoUse: Item = {
  id: 'retirement-needs-no-use',
  class: 'overlap and retirement',
  severity: 'critical',
  rule: 'A credential used since its replacement is left alone, and that is said',
  hint: 'Ask GetAccessKeyLastUsed; report who',
  kinds: ['add'],
  // Nobody can ask AppSync when a key was used last.
  provider: 'iam',
  needsModel: true,
  cases: () => [
    judged(pinnedClient, ({facts: {first, second, pinned = ''}, end: {live = []}, invocations}) => {
      if (second === undefined) return unreached(first, 'finishSecret')
      const key = live.find(({versions}) => versions.includes(pinned))
      if (key?.state !== 'active') {
        const what = key === undefined ? 'deleted' : 'disabled'
        return fail('a credential in use is left alone', `it was ${what} while a client used it`)
      }
      const later = invocations.filter(({invocation}) => invocation > (first.steps.at(-1)?.invocation ?? 0))
      const isSaid = later.some(result => saysUse(toldBy(result), key.id))
      return isSaid ? pass : fail('log or error says which credential is still used', 'neither says so')
    }),
  ],
}

/** It names the credential, or at least speaks of a use. */
function saysUse(text: string, id: string): boolean {
  return (
    text.includes(id) || new RegExp(String.raw`\b(in use|used|still|last.?use)\b|${id.slice(-4)}\b`, 'i').test(text)
  )
}
