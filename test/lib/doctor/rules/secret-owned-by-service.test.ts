import {describe, expect, it} from 'vitest'
import {diagnose} from '../../../../src/lib/doctor/diagnose.ts'
import {type SecretFacts, unknown} from '../../../../src/lib/doctor/facts.ts'
import {secretOwnedByService} from '../../../../src/lib/doctor/rules/secret-owned-by-service.ts'
import type {SecretDescription} from '../../../../src/lib/rotation/secret.ts'
import {someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

const rds = {owningService: 'rds', name: 'rds!cluster-4f1c'}

describeRule(secretOwnedByService, {
  healthy: someFacts(),
  broken: someFacts({description: rds}),
  fixed: someFacts(),
  unknown: someFacts({labels: unknown('denied')}),
  says: /rds rotates this secret/,
})

const adviceFor = (description: Partial<SecretDescription>) =>
  secretOwnedByService.check(someFacts({description}))[0]?.advice?.[0]

describe('what changes a secret that a service owns', () => {
  it.each([
    ['a cluster of RDS', rds, {service: 'rds', operation: 'ModifyDBCluster'}],
    [
      'an instance of RDS',
      {owningService: 'rds', name: 'rds!db-4f1c'},
      {service: 'rds', operation: 'ModifyDBInstance'},
    ],
    ['managed rotation', {owningService: 'redshift', name: 'redshift!a'}, {operation: 'RotateSecret'}],
    ['a managed external secret', {type: 'SalesforceClientSecret'}, {operation: 'RotateSecret'}],
    [
      'a connection of EventBridge',
      {owningService: 'events', name: 'events!connection/crm/1'},
      {operation: 'UpdateConnection', input: {Name: 'crm'}},
    ],
  ])('is the command for %s', (_, description, command) => {
    expect(adviceFor(description)).toMatchObject(command)
  })

  it('is said in words where the service has no such command', () => {
    expect(adviceFor({owningService: 'appflow', rotationEnabled: false})).toContain('the API of appflow')
  })
})

describe('a secret that a service owns', () => {
  const stuck = (more: Partial<SecretFacts> = {}) => diagnose(stuckFacts({auth: 'yes'}, {description: rds, ...more}))

  it('is something wrong while AWSPENDING is left on a version that is not current', () => {
    expect(stuck().findings).toMatchObject([
      {
        id: 'secret-owned-by-service',
        severity: 'high',
        group: 'condition',
        refusedBecause: 'only rds may change this secret',
      },
    ])
  })

  it('is left alone while its service rotates it', () => {
    const running = {value: 'yes', why: 'a step runs', proof: [], actions: []} as const
    expect(stuck({running}).findings).toEqual([])
    expect(stuck({running}).states.map(state => state.id)).toContain('secret-owned-by-service')
  })

  it.each([
    ['owned', rds],
    ['a replica', {primaryRegion: 'us-east-1'}],
    ['to be deleted', {deletedAt: 1}],
  ])('and one that is %s gets no plan at all', (_, description) => {
    const overdue = {rotationEnabled: true, nextRotationAt: 1, rotationRules: {automaticallyAfterDays: 7}}
    const facts = someFacts({description: {...description, ...overdue}, options: {tidy: true}, pendingOnCurrent: true})
    const {findings} = diagnose(facts)
    expect(findings.filter(finding => finding.plan !== undefined)).toEqual([])
    expect(findings.find(finding => finding.id === 'rotation-overdue')?.refusedBecause).toMatch(/^operator needed: /)
  })
})
