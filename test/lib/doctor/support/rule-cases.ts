import {describe, expect, it} from 'vitest'
import type {SecretFacts} from '../../../../src/lib/doctor/facts.ts'
import type {PlanName} from '../../../../src/lib/doctor/plan.ts'
import type {FindingDraft, Rule} from '../../../../src/lib/doctor/rule.ts'
import {rules} from '../../../../src/lib/doctor/rules/index.ts'

/** The four sides of a rule. */
export interface RuleCases {
  readonly healthy: SecretFacts
  readonly broken: SecretFacts
  /** The broken secret after its repair. */
  readonly fixed: SecretFacts
  /** The facts the rule needs could not be read. */
  readonly unknown: SecretFacts
  /** Part of the message. */
  readonly says: RegExp
  /** Absent: no repair is planned. */
  readonly plan?: PlanName
  /** Part of the reason why there is none. */
  readonly refused?: RegExp
}

export function describeRule(rule: Rule, cases: RuleCases): void {
  describe(`the rule ${rule.id}`, () => {
    it('says nothing of a healthy secret', () => {
      expect(rule.check(cases.healthy)).toEqual([])
    })

    it('finds what is broken and says what it does about it', () => {
      const [draft] = rule.check(cases.broken)
      expect(draft?.message).toMatch(cases.says)
      expect(planName(draft)).toBe(cases.plan)
      if (cases.refused !== undefined) expect(refusal(draft)).toMatch(cases.refused)
    })

    it('says nothing once it is repaired', () => {
      expect(rule.check(cases.fixed)).toEqual([])
    })

    it('passes no judgement on what could not be read', () => {
      expect(rule.check(cases.unknown)).toEqual([])
    })

    it('is registered and has its words and its source', () => {
      expect(rules).toContain(rule)
      expect(rule.source).toMatch(/^https:\/\//)
      for (const text of [rule.title, rule.detects, rule.repair]) expect(text.length).toBeGreaterThan(4)
    })
  })
}

export function planName(draft: FindingDraft | undefined): PlanName | undefined {
  return draft?.planned?.kind === 'plan' ? draft.planned.plan.name : undefined
}

export function refusal(draft: FindingDraft | undefined): string | undefined {
  return draft?.planned?.kind === 'refused' ? draft.planned.because : undefined
}
