import type {NotRead} from '../../operations/status-result.ts'
import {visible} from '../foreign.ts'

/** Subjects named on one line before the rest is counted. */
const mostNamed = 3

/**
 * One line for each kind of fact that could not be read, with what it belongs to and the action that would allow it:
 * `Not read: log of function legacy-sftp (logs:FilterLogEvents)`.
 */
export function notReadLines(missing: readonly NotRead[]): readonly string[] {
  const groups = Map.groupBy(missing, each => `${each.fact} ${each.action ?? each.reason}`)
  return [...groups.values()].map(group => {
    const {fact, action, reason} = group[0]!
    const subjects = [...new Set(group.map(each => visible(each.subject)))]
    const named = subjects.slice(0, mostNamed).join(', ')
    const more = subjects.length > mostNamed ? ` and ${subjects.length - mostNamed} more` : ''
    return `Not read: ${words(fact, subjects.length)} ${named}${more} (${visible(action ?? reason)})`
  })
}

function words(fact: NotRead['fact'], count: number): string {
  if (fact === 'log') return count === 1 ? 'log of function' : 'logs of functions'
  if (fact === 'function') return count === 1 ? 'function' : 'functions'
  return `${fact} of`
}
