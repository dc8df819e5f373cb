import {describe, expect, it} from 'vitest'
import type {IamGateway} from '../../../src/lib/aws/gateways.ts'
import {appSyncKeyProbe} from '../../../src/lib/probes/appsync-key.ts'
import {accessKeyIn, iamKeyProbe} from '../../../src/lib/probes/iam-key.ts'
import {kindOfValue} from '../../../src/lib/probes/kind-of-value.ts'
import type {Probe} from '../../../src/lib/probes/probe.ts'
import {askVersions} from '../../../src/lib/probes/session.ts'
import {Sensitive} from '../../../src/lib/sensitive.ts'

// Values in which no credential is found: nothing can be asked with them, so nobody has rejected them.

const NOW = 1_000_000
const slept: number[] = []
const clock = {
  now: () => NOW,
  sleep: (ms: number) => {
    slept.push(ms)
    return Promise.resolve()
  },
}
const fails = () => {
  throw new Error('nothing may be sent')
}
const iamProbe = (tags: Record<string, string> = {}): Probe =>
  iamKeyProbe({
    sts: {callerIdentity: fails, callerIdentityOf: fails},
    iam: {listAccessKeys: fails} as unknown as IamGateway,
    clock,
    tags,
    userName: 'ci',
  })
const appSyncProbe = (tags: Record<string, string> = {}): Probe =>
  appSyncKeyProbe({
    appsync: {api: fails, apiKeys: fails, query: fails},
    clock,
    tags,
    apiId: 'abc',
  })

const sensitive = (value: unknown) => new Sensitive(typeof value === 'string' ? value : JSON.stringify(value))
async function answerOf(probe: Probe, value: unknown) {
  slept.length = 0
  const {answers} = await askVersions({
    probe,
    secretArn: 'arn',
    versions: [{versionId: 'v1', value: sensitive(value)}],
    clock,
    signal: new AbortController().signal,
    bytes: length => new Uint8Array(length),
  })
  return answers.get('v1')
}

describe('a value without a credential', () => {
  it('is not called rejected by IAM, and what was looked for is said', async () => {
    const reason = 'the value has no access key in it: looked for accessKeyId and secretAccessKey'
    for (const value of ['no JSON', {username: 'ci'}, {accessKeyId: 'AKIA1'}])
      expect(await answerOf(iamProbe(), value)).toEqual({answer: {kind: 'unknown', at: NOW, reason}})
    const named = await answerOf(iamProbe({'secrot:access-key-id-field': 'id'}), {accessKeyId: 'AKIA1'})
    expect(named?.answer).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('id (tag secrot:access-key-id-field)'),
    })
  })

  it('is not called rejected where no request can carry its key', async () => {
    const value = {accessKeyId: 'AKIA\u2013', secretAccessKey: 's'}
    expect(await answerOf(iamProbe(), value)).toMatchObject({answer: {kind: 'unknown'}})
  })

  it('is not called rejected by AppSync', async () => {
    const reason = 'the value has no API key in it: looked for da2-… in apiKey'
    for (const value of ['CHANGEME', {apiId: 'abc', apiKey: 'CHANGEME'}])
      expect(await answerOf(appSyncProbe(), value)).toEqual({answer: {kind: 'unknown', at: NOW, reason}})
  })
})

describe('a placeholder that deploy wrote', () => {
  const text = 'placeholder\u2013abc'

  it.each([
    ['IAM', iamProbe, {username: 'ci', accessKeyId: text, secretAccessKey: text}],
    ['AppSync', appSyncProbe, {apiId: 'abc', apiKey: text}],
  ] as const)('is nobody’s credential, which is known without asking %s', async (_, probe, value) => {
    const answer = {kind: 'no', at: NOW, how: 'a placeholder of secrot, nothing was sent'}
    expect([await answerOf(probe(), value), slept]).toEqual([{answer}, []])
  })
})

describe('the access key in a value', () => {
  it('is in the fields that the tags name, and in no others', () => {
    const tags = {
      'secrot:access-key-id-field': 'id',
      'secrot:secret-access-key-field': 'word',
      'secrot:user-name-field': 'who',
    }
    const found = accessKeyIn(sensitive({id: 'AKIA1', word: 's', who: 'ci', username: 'other'}), tags)
    expect(found).toMatchObject({accessKeyId: 'AKIA1', userName: 'ci'})
    expect(accessKeyIn(sensitive({accessKeyId: 'AKIA1', secretAccessKey: 's'}), tags)).toBeUndefined()
    const id = `AKIA${'A'.repeat(16)}`
    expect(kindOfValue(sensitive({id, word: 's'}), tags)).toBe('iam-key')
    expect(kindOfValue(sensitive({id, word: 's'}), {})).toBeUndefined()
  })
})
