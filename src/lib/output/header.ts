import {cellWidth} from './width.ts'
import {callerText} from '../arn.ts'
import {visible} from './foreign.ts'
import {dateTime} from './time.ts'
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
}

/** `111122223333 · eu-central-1 · assumed-role/oncall`, with the time at the right edge (the last cell stays free: some terminals wrap when it is filled). */
export function headerLine(facts: HeaderFacts, options: ViewOptions): string {
  const {theme, columns, now, local} = options
  const who = facts.callerArn === undefined ? profileText(facts.profile) : callerText(facts.callerArn)
  const left = [facts.accountId, facts.region, who, facts.endpointUrl]
    .filter(part => part !== undefined && part !== '')
    .map(part => visible(part ?? ''))
    .join(` ${theme.signs.dot} `)
  const time = dateTime(now, {local})
  const room = Number.isFinite(columns) ? columns - 1 - cellWidth(left) - time.length : 3
  return theme.dim(`${left}${' '.repeat(Math.max(3, room))}${time}`)
}

function profileText(profile: string | undefined): string | undefined {
  return profile === undefined ? undefined : `profile ${profile}`
}
