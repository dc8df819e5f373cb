import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {invokePermissionMissing} from '../../../../src/lib/doctor/rules/invoke-permission-missing.ts'
import {FUNCTION_ARN, NOW, someFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

describeRule(invokePermissionMissing, {
  healthy: someFacts(),
  broken: someFacts({invokePermission: known({allowed: false, statementIds: [], revisionId: 'r1', readAt: NOW})}),
  fixed: someFacts({invokePermission: known({allowed: true, statementIds: ['secrot-1'], readAt: NOW})}),
  unknown: someFacts({invokePermission: unknown('denied', 'lambda:GetPolicy')}),
  says: /No statement lets secretsmanager.amazonaws.com invoke/,
  plan: 'allow invoke',
})

it('adds a statement scoped to the account, tied to the revision that was read', () => {
  const facts = someFacts({invokePermission: known({allowed: false, statementIds: [], revisionId: 'r1', readAt: NOW})})
  expect(invokePermissionMissing.check(facts)[0]?.planned).toMatchObject({
    plan: {
      fixClass: 'auto',
      calls: [
        {
          kind: 'add-permission',
          functionArn: FUNCTION_ARN,
          sourceAccount: '111122223333',
          revisionId: 'r1',
          statementId: expect.stringMatching(/^secrot-[0-9a-f]{16}$/) as string,
        },
      ],
    },
  })
})

it('leaves a statement of the same id with other content to grant', () => {
  const missing = someFacts({invokePermission: known({allowed: false, statementIds: [], readAt: NOW})})
  const [draft] = invokePermissionMissing.check(missing)
  const call = draft?.planned?.kind === 'plan' ? draft.planned.plan.calls[0] : undefined
  const id = call?.kind === 'add-permission' ? call.statementId : ''
  const other = someFacts({invokePermission: known({allowed: false, statementIds: [id], readAt: NOW})})
  expect(refusal(invokePermissionMissing.check(other)[0])).toContain('with other content')
  expect(invokePermissionMissing.check(other)[0]?.advice).toEqual([{secrot: ['grant', FUNCTION_ARN]}])
})
