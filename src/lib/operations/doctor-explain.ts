import type {FixClass} from '../doctor/pending-table.ts'
import type {Group, Severity} from '../doctor/rule.ts'
import {rules} from '../doctor/rules/index.ts'
import {checkRuleIds} from './doctor-input.ts'

/** One rule as `doctor --explain` tells it. */
export interface RuleText {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly group: Group
  readonly topic: string
  readonly fixClasses: readonly FixClass[]
  readonly detects: string
  readonly repair: string
  readonly source: string
}

/** The metadata of a rule, or of all for `all`. Throws UNKNOWN_RULE (exit 2). */
export function explain(id: string): readonly RuleText[] {
  if (id !== 'all') checkRuleIds([id], '--explain')
  return rules
    .filter(rule => id === 'all' || rule.id === id)
    .map(({title, severity, group, topic, fixClasses, detects, repair, source, ...rule}) => ({
      id: rule.id,
      title,
      severity,
      group,
      topic,
      fixClasses,
      detects,
      repair,
      source,
    }))
}
