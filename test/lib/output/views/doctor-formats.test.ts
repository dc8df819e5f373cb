import {describe, expect, it} from 'vitest'
import {explain} from '../../../../src/lib/operations/doctor-explain.ts'
import type {DoctorResult, FindingReport, SecretReport} from '../../../../src/lib/operations/doctor-result.ts'
import {doctorJunit} from '../../../../src/lib/output/views/doctor-junit.ts'
import {doctorSarif} from '../../../../src/lib/output/views/doctor-sarif.ts'

const HOSTILE = `<b a="1">&'\u001B[31m]]>\u202E`

function finding(id: string, more: Partial<FindingReport> = {}): FindingReport {
  return {
    id,
    severity: 'critical',
    group: 'condition',
    title: 'A title',
    message: HOSTILE,
    url: 'https://docs.aws.amazon.com',
    fixClass: 'ask',
    causedBy: [],
    evidence: [],
    advice: [],
    seenAt: null,
    resource: null,
    verdict: null,
    accepted: null,
    refusedBecause: null,
    outcome: null,
    callsMade: 0,
    plan: null,
    ...more,
  }
}

function secret(name: string, findings: readonly FindingReport[]): SecretReport {
  return {
    arn: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf`,
    name,
    verdict: 'stuck',
    consumers: 'not asked',
    headline: '',
    phase: {kind: 'settled', current: 'v1', pending: null, previous: null},
    facts: [],
    unread: [],
    states: [],
    refused: null,
    remarks: [],
    log: null,
    findings,
    after: null,
    exitCode: 3,
  }
}

const result: DoctorResult = {
  caller: {account: '111122223333', region: 'eu-central-1', arn: 'arn', clockSkewMs: null},
  secrets: [
    secret('prod/a', [
      finding('pending-without-value'),
      finding('rotation-off', {severity: 'medium', group: 'posture'}),
    ]),
    secret('prod/b', []),
  ],
  failures: [],
  plan: null,
  summary: {
    secrets: 2,
    critical: 1,
    high: 0,
    medium: 0,
    low: 0,
    fixed: 0,
    refused: 0,
    accepted: 0,
    unread: 0,
    causes: [],
    posture: {critical: 0, high: 0, medium: 1, low: 0},
  },
  next: null,
}

describe('the findings as SARIF', () => {
  it('are one run with its rules and a result each, nothing hostile left as it is', () => {
    const text = doctorSarif(result, explain('all'), '1.2.3')
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    const sarif = JSON.parse(text) as {
      version: string
      runs: {tool: {driver: {rules: {id: string}[]}}; results: object[]; invocations: object[]}[]
    }
    expect(sarif.version).toBe('2.1.0')
    expect(sarif.runs[0]?.invocations).toEqual([{executionSuccessful: true, toolExecutionNotifications: []}])
    expect(sarif.runs[0]?.tool.driver.rules.map(rule => rule.id)).toEqual(['pending-without-value', 'rotation-off'])
    expect(sarif.runs[0]?.results).toMatchObject([
      {
        ruleId: 'pending-without-value',
        ruleIndex: 0,
        level: 'error',
        locations: [{logicalLocations: [{name: 'prod/a'}]}],
      },
      {ruleId: 'rotation-off', ruleIndex: 1, level: 'warning'},
    ])
  })
})

describe('the findings as JUnit', () => {
  it('are a suite a secret; what counts for the exit code fails, a secret without findings passes', () => {
    const text = doctorJunit(result, one => one.group === 'condition')
    expect(text).toContain('tests="2" failures="1"')
    expect(text.match(/<failure /g)).toHaveLength(1)
    expect(text).toContain('<testcase classname="prod/b" name="nothing found"/>')
  })

  it('never pass a secret that could not be looked at', () => {
    const unreadable = {...secret('prod/c', []), phase: null, headline: 'unknown: not allowed', exitCode: 5 as const}
    const missing = {
      subject: 'prod/d',
      code: 'SECRET_NOT_FOUND',
      message: 'There is no secret prod/d.',
      exitCode: 1 as const,
    }
    const text = doctorJunit({...result, secrets: [unreadable], failures: [missing]}, () => true)
    expect(text.match(/<testcase /g)).toHaveLength(2)
    expect(text).toContain('<error type="UNREADABLE" message="unknown: not allowed"/>')
    expect(text).toContain('<error type="SECRET_NOT_FOUND" message="There is no secret prod/d."/>')
  })

  it('carry text from outside escaped, and no character that XML forbids', () => {
    const text = doctorJunit(result, () => true)
    expect(text).toContain('&lt;b a=&quot;1&quot;&gt;&amp;&apos;\\x1b[31m]]&gt;\\u202e')
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })
})
