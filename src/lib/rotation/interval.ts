import {dayMs} from './cron.ts'
import {eventsNeeded} from './events-rule.ts'
import type {VerdictFacts} from './facts.ts'
import {intervalMs, parseSchedule} from './schedule.ts'
import type {SecretDescription} from './secret.ts'
import {valueWritten} from './value-age.ts'

/** The interval the owner asked for, in milliseconds; undefined when the rules cannot be read. */
export function intervalOf({rotationRules: rules = {}}: Pick<SecretDescription, 'rotationRules'>): number | undefined {
  const schedule = parseSchedule(rules)
  if (schedule.kind === 'schedule') return intervalMs(schedule)
  return rules.automaticallyAfterDays === undefined ? undefined : rules.automaticallyAfterDays * dayMs
}

/** Whether the versions have to be read to know how old the value is: the dates alone allow both answers. */
export function versionsNeededForAge(facts: VerdictFacts): boolean {
  const {description, now, events} = facts
  if (description === undefined || eventsNeeded(description, now) !== 'date-past') return false
  const written = valueWritten(description, {events})
  const interval = intervalOf(description)
  return (
    written !== undefined && interval !== undefined && now - written.from > interval && now - written.to <= interval
  )
}
