import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {iamOldKeyStillUsed} from '../../../../src/lib/doctor/rules/iam-old-key-still-used.ts'
import {aVersion, CURRENT, DAY, NOW, PREVIOUS, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

const current = aVersion(CURRENT, {labels: ['AWSCURRENT'], accessKeyId: 'AKIACURRENT00001', auth: 'yes'})
const previous = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], accessKeyId: 'AKIAPREVIOUS0002'})

interface Key {
  readonly lastUsedAt?: number
  readonly lastUsedService?: string
  readonly active?: boolean
}
const keys = (...ids: readonly (readonly [string, Key?])[]) =>
  known({
    userName: 'svc',
    readAt: NOW,
    keys: ids.map(([accessKeyId, more]) => ({accessKeyId, userName: 'svc', active: true, ...more})),
  })
const facts = (fact: ReturnType<typeof keys> | ReturnType<typeof unknown>, lastChangedAt = NOW - 10 * DAY) =>
  someFacts({current, previous, target: 'iam-key', keys: fact, description: {lastChangedAt}})
const denied = facts(unknown('denied', 'iam:ListAccessKeys'))
const used = (more: Key) => facts(keys(['AKIACURRENT00001'], ['AKIAPREVIOUS0002', more]))
const yesterday = NOW - DAY

describeRule(iamOldKeyStillUsed, {
  healthy: used({lastUsedAt: NOW - 40 * DAY, lastUsedService: 's3'}),
  broken: used({lastUsedAt: yesterday, lastUsedService: 's3'}),
  fixed: used({lastUsedAt: yesterday, lastUsedService: 's3', active: false}),
  unknown: denied,
  says: /…0002 of svc, which AWSPREVIOUS holds, is still used for s3/,
})

it('does not take somebody for a consumer who only asked whether the key works', () => {
  const within = used({lastUsedAt: NOW - 10 * DAY + DAY / 2, lastUsedService: 'sts'})
  expect(iamOldKeyStillUsed.check(within)).toEqual([])
})

it('says nothing of a use before AWSCURRENT moved, which is at the last change of the secret at the latest', () => {
  const late = facts(keys(['AKIAPREVIOUS0002', {lastUsedAt: yesterday, lastUsedService: 's3'}]), NOW - DAY / 2)
  expect(iamOldKeyStillUsed.check(late)).toEqual([])
})

it('says that a rotator counts a question, too, which came after the overlap', () => {
  const [draft] = iamOldKeyStillUsed.check(used({lastUsedAt: yesterday, lastUsedService: 'sts'}))
  expect(draft).toMatchObject({
    severity: 'medium',
    message: expect.stringContaining('maybe only to ask whether it works'),
  })
})
