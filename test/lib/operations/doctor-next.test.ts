import {describe, expect, it} from 'vitest'
import {nextOf} from '../../../src/lib/operations/doctor-next.ts'
import type {DoctorOptions} from '../../../src/lib/operations/doctor-options.ts'
import type {FindingReport, SecretReport} from '../../../src/lib/operations/doctor-result.ts'

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db!1-AbCdEf'

function options(more: Partial<DoctorOptions> = {}): DoctorOptions {
  return {
    secrets: ['prod/db!1'],
    scopeFlags: [],
    fix: false,
    dryRun: false,
    yes: false,
    allow: [],
    severity: 'low',
    failOn: 'medium',
    strict: false,
    expectRotation: false,
    tidy: false,
    unusedForMs: 0,
    readValues: false,
    attested: {},
    trustedCode: [],
    showLogs: false,
    timeoutMs: 0,
    ...more,
  }
}

function report(more: {plan?: boolean; unread?: boolean; consumers?: SecretReport['consumers']} = {}): SecretReport {
  const plan = more.plan === true ? {name: 'finish'} : null
  const finding = {
    id: 'pending-state-unknown',
    group: 'condition',
    plan,
    advice: [],
    accepted: null,
  } as unknown as FindingReport
  const value = {fact: 'target', reason: '', action: 'secretsmanager:GetSecretValue'}
  return {
    arn: ARN,
    name: 'prod/db!1',
    consumers: more.consumers ?? 'not asked',
    findings: [finding],
    states: [],
    unread: more.unread === true ? [value] : [],
  } as unknown as SecretReport
}

describe('the next command after a diagnosis', () => {
  it('is the repair, with all that the answer rests on, quoted', () => {
    const typed = options({
      probe: {command: './pg-login orders', environment: {}},
      attested: {pending: 'accepted', idle: true, makerIsFunction: true},
      functionProfile: 'other',
      trustedCode: ['abc='],
      choice: 'finish',
      scopeFlags: ['--profile', 'p'],
    })
    expect(nextOf(typed, [report({plan: true})])).toBe(
      "secrot doctor 'prod/db!1' --probe './pg-login orders' --attest pending=accepted --attest idle " +
        '--attest maker=function --function-profile other --trust-handler abc= --choose finish --profile p --fix',
    )
  })

  it('is the repair after a dry run, and a look after a real one', () => {
    expect(nextOf(options({fix: true, dryRun: true}), [report({plan: true})])).toBe("secrot doctor 'prod/db!1' --fix")
    expect(nextOf(options({fix: true}), [report({plan: true})])).toBe("secrot status 'prod/db!1'")
  })

  it('names the ARN where an ARN was typed', () => {
    const typed = options({secrets: [ARN], scopeFlags: ['--region', 'eu-west-1']})
    expect(nextOf(typed, [report({plan: true})])).toBe(`secrot doctor '${ARN}' --region eu-west-1 --fix`)
  })

  it('asks for what is missing: consent, else a target', () => {
    expect(nextOf(options(), [report({unread: true})])).toBe("secrot doctor 'prod/db!1' --read-values")
    expect(nextOf(options(), [report()])).toBe("secrot doctor 'prod/db!1' --probe 'CMD ARG…'")
    expect(nextOf(options({target: 'none'}), [report()])).toBe("secrot status 'prod/db!1'")
  })

  it('is none where nothing is wrong', () => {
    expect(nextOf(options(), [{...report(), findings: []}])).toBeNull()
  })
})
