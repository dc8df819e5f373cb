import {describe, expect, it} from 'vitest'
import type {LabelPlan} from '../../../../src/lib/operations/label-plan.ts'
import {themeFor} from '../../../../src/lib/output/theme.ts'
import type {ViewOptions} from '../../../../src/lib/output/view.ts'
import {labelPlanView} from '../../../../src/lib/output/views/label-plan.ts'

const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-Qw3rTy'
const current = '8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17'
const previous = '2b94d0c5-0d6f-4a53-9a52-6f1d7f0c2b11'
const at = Date.parse('2026-11-22T03:14:50Z')

const plan: LabelPlan = {
  title: 'Roll prod/orders/db back',
  secret: {
    arn,
    scope: {region: 'eu-central-1'},
    accountId: '111122223333',
    description: {arn, name: 'prod/orders/db', tags: {}, staging: new Map()},
  },
  caller: {accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/oncall/ada', userId: 'AROA:ada'},
  notes: [
    {word: 'hits', lines: [`who reads from now on: they get ${previous} in place of ${current}`]},
    {
      word: 'then',
      lines: [`the next scheduled rotation, by 2026-12-22T03:59:59.000Z, goes on from the old value, ${previous}`],
    },
  ],
  check: {text: 'probe', source: 'probe', at},
  proof: [
    {versionId: previous, label: 'AWSPREVIOUS', answer: 'accepted', proof: [{text: 'probe', source: 'probe', at}]},
    {versionId: current, label: 'AWSCURRENT', answer: 'unknown', reason: 'it ended with 1: \u001B[31mred', proof: []},
  ],
  steps: [
    {kind: 'pin', versionId: current},
    {kind: 'move', label: 'AWSCURRENT', from: current, to: previous},
    {kind: 'ask-target', versionId: previous},
  ],
  changes: [
    {action: 'secretsmanager:UpdateSecretVersionStage', aws: `aws secretsmanager … --secret-id ${arn}`, undo: []},
  ],
  undo: [`aws secretsmanager … --move-to-version-id ${current}`],
  undoNote: `while the target takes ${current}`,
  ids: [current, previous],
}

const options = (columns: number): ViewOptions => ({
  columns,
  tty: Number.isFinite(columns),
  theme: themeFor({isTTY: false, env: {}}),
  local: false,
  now: 0,
})

describe('the plan of a command that gives consumers another version', () => {
  it('fits 80 columns, cuts ids in words and never in commands, and shows escapes of others', () => {
    expect(labelPlanView(plan, options(80))).toMatchInlineSnapshot(`
      "Roll prod/orders/db back · 111122223333 · eu-central-1 · assumed-role/oncall
         hits   who reads from now on: they get 2b94d0c5 in place of 8c1e77b0
         then   the next scheduled rotation, by 2026-12-22T03:59:59.000Z, goes on from
                the old value, 2b94d0c5
         proof  rejects  a random value, so that its answers count  probe 03:14:50Z
                accepts  2b94d0c5  AWSPREVIOUS  probe 03:14:50Z
                unknown  8c1e77b0  AWSCURRENT   it ended with 1: \\x1b[31mred
         plan   1 UpdateSecretVersionStage  secrot-hold-8c1e77b0  on 8c1e77b0, which
                keeps it from being lost
                2 UpdateSecretVersionStage  AWSCURRENT  8c1e77b0 → 2b94d0c5
                3 ask the target again with 2b94d0c5
         undo   aws secretsmanager … --move-to-version-id 8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17
                while the target takes 8c1e77b0
         aws    aws secretsmanager … --secret-id arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-Qw3rTy"
    `)
  })

  it('has whole ids and times in a pipe, a line each', () => {
    expect(labelPlanView(plan, options(Number.POSITIVE_INFINITY))).toMatchInlineSnapshot(`
      "Roll prod/orders/db back · 111122223333 · eu-central-1 · assumed-role/oncall
         hits   who reads from now on: they get 2b94d0c5-0d6f-4a53-9a52-6f1d7f0c2b11 in place of 8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17
         then   the next scheduled rotation, by 2026-12-22T03:59:59.000Z, goes on from the old value, 2b94d0c5-0d6f-4a53-9a52-6f1d7f0c2b11
         proof  rejects  a random value, so that its answers count  probe 2026-11-22T03:14:50.000Z
                accepts  2b94d0c5-0d6f-4a53-9a52-6f1d7f0c2b11  AWSPREVIOUS  probe 2026-11-22T03:14:50.000Z
                unknown  8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17  AWSCURRENT   it ended with 1: \\x1b[31mred
         plan   1 UpdateSecretVersionStage  secrot-hold-8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17  on 8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17, which keeps it from being lost
                2 UpdateSecretVersionStage  AWSCURRENT  8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17 → 2b94d0c5-0d6f-4a53-9a52-6f1d7f0c2b11
                3 ask the target again with 2b94d0c5-0d6f-4a53-9a52-6f1d7f0c2b11
         undo   aws secretsmanager … --move-to-version-id 8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17
                while the target takes 8c1e77b0-7d1c-4b7e-a3c4-0f5b9e2d6a17
         aws    aws secretsmanager … --secret-id arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/orders/db-Qw3rTy"
    `)
  })
})
