import {describe, expect, it} from 'vitest'
import {known, unknown} from '../../../src/lib/doctor/facts.ts'
import type {FunctionFailure} from '../../../src/lib/history/invocations.ts'
import {rotateBlockedBy} from '../../../src/lib/doctor/rotate-block.ts'
import {aFunction, aVersion, CURRENT, DAY, MINUTE, NOW, PREVIOUS, someFacts} from './support/facts.ts'

const failedAt = NOW - 30 * MINUTE

function blocked(kind: FunctionFailure['kind'], given: Parameters<typeof someFacts>[0] = {}): string | undefined {
  const failure = {kind, at: failedAt, text: `it met ${kind}`}
  const rootError = {at: failedAt, step: 'createSecret', failure, text: failure.text, source: 'log'} as const
  return rotateBlockedBy(someFacts({rootError, ...given}))
}

const changedSince = {function: known(aFunction({lastModifiedAt: failedAt + MINUTE}))}
const key = (accessKeyId: string) => ({accessKeyId, userName: 'ci-deploy', active: true})
const keys = (...ids: string[]) => ({keys: known({userName: 'ci-deploy', keys: ids.map(id => key(id)), readAt: NOW})})
const apiKeys = (count: number) => {
  const all = Array.from({length: count}, (_, index) => ({
    name: {last4: String(1000 + index), sha256: `0123456789ab${1000 + index}`},
    expiresAt: NOW,
  }))
  return {apiKeys: known({apiId: 'abcdefghijklmnopqrstuvwxyz', keys: all, readAt: NOW})}
}

describe('a new rotation', () => {
  it.each(['timeout', 'cannot-load', 'network', 'denied', 'kms', 'not-implemented', 'limit'] as const)(
    'is not offered while the last error was %s and nothing has changed',
    kind => {
      expect(blocked(kind)).toContain('would meet it again')
    },
  )

  it('is offered once the function was changed after the error', () => {
    expect(blocked('timeout', changedSince)).toBeUndefined()
  })

  it('is not offered by a changed function while both places for access keys are taken', () => {
    expect(blocked('limit', {...changedSince, ...keys('AKIA1', 'AKIA2')})).toContain('free one credential')
  })

  it('is offered once one of the two keys is gone', () => {
    expect(blocked('limit', keys('AKIA1'))).toBeUndefined()
  })

  it('is offered by a changed function where nothing tells how many credentials there are', () => {
    expect(blocked('limit', {...changedSince, keys: unknown('not asked')})).toBeUndefined()
  })

  it('is not offered by a changed function while every place of the API is taken', () => {
    expect(blocked('limit', {...changedSince, ...apiKeys(50)})).toContain('free one credential')
  })

  it('is offered once the packaged rotator may end the key of AWSPREVIOUS', () => {
    const version = (id: string, label: string, accessKeyId: string) =>
      aVersion(id, {labels: [label], accessKeyId, createdAt: NOW - 30 * DAY})
    const given = (lastRotatedAt: number) => ({
      ...keys('AKIA1', 'AKIA2'),
      current: version(CURRENT, 'AWSCURRENT', 'AKIA2'),
      previous: version(PREVIOUS, 'AWSPREVIOUS', 'AKIA1'),
      function: known(aFunction({description: 'iam-access-key of secrot.'})),
      description: {lastRotatedAt},
    })
    expect(blocked('limit', given(NOW - 2 * DAY))).toBeUndefined()
    expect(blocked('limit', given(NOW - DAY))).toContain('free one credential')
  })

  it('is offered once the API has a place for another key', () => {
    expect(blocked('limit', apiKeys(49))).toBeUndefined()
  })

  it('is offered after an error that chance may have made', () => {
    expect(blocked('exception')).toBeUndefined()
  })
})
