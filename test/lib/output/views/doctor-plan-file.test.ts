import {expect, it} from 'vitest'
import type {PlanFileReport} from '../../../../src/lib/operations/doctor-result.ts'
import {themeFor} from '../../../../src/lib/output/theme.ts'
import {planChangedView, planNote} from '../../../../src/lib/output/views/doctor-plan-file.ts'

const theme = themeFor({isTTY: true, env: {NO_COLOR: '1', LANG: 'C.UTF-8'}, noColor: true})
const screen = {columns: 80, tty: true, theme, local: false, now: 0}
const difference = {
  arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-AbCdEf',
  name: 'prod/orders/db',
  field: 'fingerprint.labels',
  text: 'AWSPENDING is on c2f1a09e-0000-4000-8000-000000000001, the plan said 5f0d2a71-0000-4000-8000-000000000002',
}
const plan: PlanFileReport = {
  path: 'plan.json',
  outcome: 'changed',
  createdAt: '2026-11-22T03:14:48.000Z',
  secrets: 1,
  repairs: 2,
  differences: [difference],
}

it('says what changed in one sentence of 80 columns, ids cut on a terminal only', () => {
  const text = planChangedView({plan, exitCode: 3}, screen)
  expect(text).toBe(
    '✖ STATE_CHANGED: prod/orders/db: AWSPENDING is on c2f1a09e, the plan said\n  5f0d2a71. Nothing was done (exit 3)',
  )
  const piped = planChangedView({plan, exitCode: 3}, {...screen, columns: Number.POSITIVE_INFINITY, tty: false})
  expect(piped).toBe(`✖ STATE_CHANGED: prod/orders/db: ${difference.text}. Nothing was done (exit 3)`)
})

it('shows what a label or a path holds as visible escapes', () => {
  const hostile = {...plan, differences: [{...difference, text: '\u001B[2J is on nobody'}]}
  expect(planChangedView({plan: hostile, exitCode: 3}, screen)).toContain(String.raw`\x1b[2J is on nobody`)
  expect(planNote({...plan, outcome: 'written', path: 'a\u001B[2J'}, screen)).toContain(String.raw`a\x1b[2J: 2 repairs`)
})

it('says that nothing was written where nothing is to be repaired', () => {
  expect(planNote({...plan, outcome: 'empty'}, screen)).toBe('Nothing is to be repaired: no plan was written.')
  expect(planNote(plan, screen)).toBeUndefined()
})
