import {cellWidth} from './width.ts'
import {callerText} from '../arn.ts'
import {visible} from './foreign.ts'
import {dateTime, isoTime, timeOnly} from './time.ts'
import type {ViewOptions} from './view.ts'

/** Where an answer comes from. Absent members were not asked for and are left out. */
export interface HeaderFacts {
  readonly accountId?: string | undefined
  readonly region: string
  /** ARN of the caller, as sts:GetCallerIdentity said it. */
  readonly callerArn?: string | undefined
  /** Shown in place of a caller that was not asked for. */
  readonly profile?: string | undefined
  /** Shown whenever it is not AWS's own. */
  readonly endpointUrl?: string | undefined
  /** In its place, where single services have endpoints of their own. */
  readonly endpointsText?: string | undefined
}

/**
 * `111122223333 · eu-central-1 · assumed-role/oncall`, with the time at the right edge (the last cell stays free: some
 * terminals wrap when it is filled). Where that is too long, the endpoint gets a line of its own and the date goes. In a
 * pipe the time is whole.
 */
export function headerLine(facts: HeaderFacts, options: ViewOptions): string {
  const {theme, columns, now, local, tty} = options
  const who = facts.callerArn === undefined ? profileText(facts.profile) : callerText(facts.callerArn)
  const caller = [facts.accountId, facts.region, who].filter(part => part !== undefined && part !== '')
  const endpoint = [facts.endpointsText ?? facts.endpointUrl].filter(text => text !== undefined)
  const joined = (parts: readonly (string | undefined)[]): string =>
    parts.map(part => visible(part ?? '')).join(` ${theme.signs.dot} `)
  if (!tty) return atEdge(joined([...caller, ...endpoint]), isoTime(now), columns)
  const layouts = [
    [atEdge(joined([...caller, ...endpoint]), dateTime(now, {local}), columns)],
    [atEdge(joined(caller), dateTime(now, {local}), columns), ...endpoint.map(url => visible(url))],
    [atEdge(joined(caller), timeOnly(now, {local}), columns), ...endpoint.map(url => visible(url))],
  ]
  const fitting = layouts.find(lines => cellWidth(lines[0] ?? '') < columns) ?? layouts.at(-1) ?? []
  return fitting.map(line => theme.dim(line)).join('\n')
}

function atEdge(left: string, right: string, columns: number): string {
  const room = Number.isFinite(columns) ? columns - 1 - cellWidth(left) - right.length : 3
  return `${left}${' '.repeat(Math.max(3, room))}${right}`
}

function profileText(profile: string | undefined): string | undefined {
  return profile === undefined ? undefined : `profile ${profile}`
}
