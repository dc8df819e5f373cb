import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {secretOwnedByService} from '../../../../src/lib/doctor/rules/secret-owned-by-service.ts'
import {someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(secretOwnedByService, {
  healthy: someFacts(),
  broken: someFacts({description: {owningService: 'rds', name: 'rds!cluster-4f1c'}}),
  fixed: someFacts(),
  unknown: someFacts({labels: unknown('denied')}),
  says: /rds owns this secret/,
})

it('prints the owning service’s own command', () => {
  const [draft] = secretOwnedByService.check(someFacts({description: {owningService: 'rds', name: 'rds!cluster-4f1c'}}))
  expect(draft?.advice?.[0]).toMatchObject({service: 'rds', operation: 'ModifyDBCluster'})
})
