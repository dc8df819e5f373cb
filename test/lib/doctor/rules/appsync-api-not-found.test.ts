import {known} from '../../../../src/lib/doctor/facts.ts'
import {appsyncApiNotFound} from '../../../../src/lib/doctor/rules/appsync-api-not-found.ts'
import {apiId, denied, healthy, keyFacts} from '../support/api-keys.ts'
import {NOW} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(appsyncApiNotFound, {
  healthy,
  broken: keyFacts(known({apiId, readAt: NOW})),
  fixed: healthy,
  unknown: denied,
  says: new RegExp(`no AppSync API ${apiId} in`),
})
