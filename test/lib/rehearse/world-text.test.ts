import {describe, expect, it} from 'vitest'
import {textsIn, worldText} from '../../../src/lib/rehearse/engine/world-text.ts'

const NOW = Date.UTC(2026, 1, 14, 10)
const MONTH_MS = 30 * 24 * 60 * 60 * 1000
const before = textsIn({secret: 'team/rehearsed', key: 'AKIAI7JX6P3AAHSCLCE7', labels: ['AWSCURRENT', 'AWSPREVIOUS']})

interface World {
  readonly token: string
  readonly key: string
  readonly at: number
  readonly labels: readonly (readonly string[])[]
  readonly status: string
  readonly tagged: string
  readonly holder: string
}

const one: World = {
  token: 'fc9d0eea-248c-4585-aa1b-f3a47bc6a40a',
  key: 'AKIAFVMKICRBLYK3ZXM2',
  at: NOW - MONTH_MS,
  labels: [['AWSPREVIOUS'], ['AWSCURRENT']],
  status: 'Active',
  tagged: 'fc9d0eea-248c-4585-aa1b-f3a47bc6a40a',
  holder: 'AKIAFVMKICRBLYK3ZXM2',
}

function textOf(change: Partial<World> = {}): string {
  const {token, key, at, labels, status, tagged, holder} = {...one, ...change}
  const state = {
    versions: [
      {id: 'first', labels: labels[0], text: '{"accessKeyId":"AKIAI7JX6P3AAHSCLCE7"}'},
      {id: token, labels: labels[1], text: JSON.stringify({accessKeyId: key, note: 'stays'}), createdAt: at},
    ],
    keys: new Map([[holder, {status, createdAt: at}]]),
    tags: [{Key: 'begun', Value: `${tagged} ${at} AKIAI7JX6P3AAHSCLCE7`}],
    code: new Uint8Array([1, 2, 3]),
  }
  return worldText(state, {now: NOW, before})
}

const drawnAnew = {
  token: '61081065-9acf-4848-a13b-51cc8a148c56',
  tagged: '61081065-9acf-4848-a13b-51cc8a148c56',
  key: 'AKIA5HICH3LPDNXOYFDU',
  holder: 'AKIA5HICH3LPDNXOYFDU',
}

describe('two states are the same to whoever comes next', () => {
  it('where ids and keys were drawn anew, and stand in the same places', () => {
    expect(textOf(drawnAnew)).toBe(textOf())
  })

  it('where everything happened some minutes later, in texts too', () => {
    expect(textOf({at: one.at + 20 * 60_000})).toBe(textOf({at: one.at + 1000}))
  })
})

describe('they are not', () => {
  it.each<[string, Partial<World>]>([
    ['where labels sit elsewhere', {labels: [['AWSPREVIOUS', 'AWSPENDING'], ['AWSCURRENT']]}],
    ['where a key has another state', {status: 'Inactive'}],
    ['where a version holds a key that is another one', {key: 'AKIAMJZZYPZH6IUS5GI3'}],
    ['where a version holds the key that was there before', {key: 'AKIAI7JX6P3AAHSCLCE7'}],
    ['where a tag names another version', {tagged: '8433918a-d229-48bd-a010-09f35b93e850'}],
    ['where something happened hours later', {at: one.at + 3 * 60 * 60_000}],
  ])('%s', (_, change) => {
    expect(textOf(change)).not.toBe(textOf())
    expect(textOf({...drawnAnew, ...change})).not.toBe(textOf())
  })

  it('where a function has other code', () => {
    const codeOf = (bytes: number[]) => worldText({code: new Uint8Array(bytes)}, {now: NOW, before})
    expect(codeOf([1, 2, 3])).toBe(codeOf([1, 2, 3]))
    expect(codeOf([1, 2, 4])).not.toBe(codeOf([1, 2, 3]))
  })

  it('where one has a member more, or an empty one', () => {
    const textIn = (state: unknown) => worldText(state, {now: NOW, before})
    expect(textIn({labels: []})).not.toBe(textIn({}))
    expect(textIn(['a', ['b']])).not.toBe(textIn(['a', 'b']))
    expect(textIn(['a,b'])).not.toBe(textIn(['a', 'b']))
  })
})
