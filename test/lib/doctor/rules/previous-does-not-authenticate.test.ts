import {previousDoesNotAuthenticate} from '../../../../src/lib/doctor/rules/previous-does-not-authenticate.ts'
import {aVersion, CURRENT, PREVIOUS, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(previousDoesNotAuthenticate, {
  healthy: someFacts({
    current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'yes'}),
    previous: aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth: 'yes'}),
  }),
  broken: someFacts({
    current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'yes'}),
    previous: aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth: 'no'}),
  }),
  fixed: someFacts({
    current: aVersion('next', {labels: ['AWSCURRENT'], auth: 'yes'}),
    previous: aVersion(CURRENT, {labels: ['AWSPREVIOUS'], auth: 'yes'}),
  }),
  unknown: someFacts({current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  says: /rejects 2b94d0c5\S*/,
})
