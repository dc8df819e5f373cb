import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {iamUserAmbiguous} from '../../../../src/lib/doctor/rules/iam-user-ambiguous.ts'
import {aVersion, CURRENT, NOW, PREVIOUS, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

const current = aVersion(CURRENT, {labels: ['AWSCURRENT'], accessKeyId: 'AKIACURRENT00001', auth: 'yes'})
const previous = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], accessKeyId: 'AKIAPREVIOUS0002'})

const keys = (...ids: readonly string[]) =>
  known({
    userName: 'svc',
    readAt: NOW,
    keys: ids.map(accessKeyId => ({accessKeyId, userName: 'svc', active: true})),
  })
const facts = (fact: ReturnType<typeof keys> | ReturnType<typeof unknown>) =>
  someFacts({current, previous, target: 'iam-key', keys: fact})
const denied = facts(unknown('denied', 'iam:ListAccessKeys'))

describeRule(iamUserAmbiguous, {
  healthy: facts(keys('AKIACURRENT00001', 'AKIAPREVIOUS0002')),
  broken: facts(keys('AKIASOMEBODY0003')),
  fixed: facts(keys('AKIACURRENT00001')),
  unknown: denied,
  says: /…0001, the key in AWSCURRENT, works, and svc has no such key/,
})

it('does not take a key that IAM refuses for somebody else’s', () => {
  const dead = aVersion(CURRENT, {labels: ['AWSCURRENT'], accessKeyId: 'AKIACURRENT00001', auth: 'gone'})
  const gone = someFacts({current: dead, previous, target: 'iam-key', keys: keys('AKIASOMEBODY0003')})
  expect(iamUserAmbiguous.check(gone)).toEqual([])
})
