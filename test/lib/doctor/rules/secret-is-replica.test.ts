import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {secretIsReplica} from '../../../../src/lib/doctor/rules/secret-is-replica.ts'
import {someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(secretIsReplica, {
  healthy: someFacts({description: {primaryRegion: 'eu-central-1'}}),
  broken: someFacts({description: {primaryRegion: 'us-east-1'}}),
  fixed: someFacts(),
  unknown: someFacts({labels: unknown('denied')}),
  says: /it is rotated in us-east-1/,
})

it('prints the command for the primary region', () => {
  const [draft] = secretIsReplica.check(someFacts({description: {primaryRegion: 'us-east-1'}}))
  expect(draft?.advice).toEqual([
    'secrot doctor arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/orders/db-AbCdEf',
  ])
})
