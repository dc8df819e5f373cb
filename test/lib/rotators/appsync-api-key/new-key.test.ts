import {describe, expect, it} from 'vitest'
import {newKey} from '../../../../src/lib/rotators/appsync-api-key/new-key.ts'
import {aContext, aLog, aSecret, ARN} from '../support/a-context.ts'
import {anApi, atApi, DAY, HOUR, holding, KEYS, of} from './support/an-api.ts'

const secret = aSecret({periodDays: 30})
const current = {AWSCURRENT: holding(KEYS.old), old: holding(KEYS.old)}
const old = {id: KEYS.old}

describe('a new API key', () => {
  it('stands beside the old one, which nothing touches, and says for which version it was made', async () => {
    const api = anApi([old])
    const proposal = await newKey(atApi(api, {secret, values: current}))
    expect(proposal.value.open()).toBe(holding(KEYS.made))
    expect(api.changes).toEqual([{create: of('new'), endsAt: 62 * DAY + HOUR}])
  })

  it('is made for a first value that is no key, and for a plain one', async () => {
    const api = anApi([])
    const tagged = aSecret({tags: {'secrot:api-id': 'one'}})
    const proposal = await newKey(atApi(api, {secret: tagged, values: {AWSCURRENT: 'CHANGEME'}}))
    expect(proposal.value.open()).toBe(KEYS.made)
  })

  it('is the one that an interrupted attempt has made for this version', async () => {
    const api = anApi([old, {id: KEYS.third, description: of('another')}, {id: KEYS.new, description: of('new')}])
    const proposal = await newKey(atApi(api, {secret, values: current}))
    expect(proposal.value.open()).toBe(holding(KEYS.new))
    expect(api.changes).toEqual([])
  })

  it('is not one that another secret has made for a version of that name', async () => {
    const api = anApi([old, {id: KEYS.new, description: of('new', `${ARN}2`)}])
    const proposal = await newKey(atApi(api, {secret, values: current}))
    expect(proposal.value.open()).toBe(holding(KEYS.made))
  })

  it('is not made for a key that another secret rotates', async () => {
    const api = anApi([{...old, description: of('its', `${ARN}2`)}])
    await expect(newKey(atApi(api, {secret, values: current}))).rejects.toThrow(
      `the key of AWSCURRENT is rotated by another secret, ${ARN}2, which will end it`,
    )
    expect(api.changes).toEqual([])
  })

  it("is made at the API of the function's environment only where that has the key", async () => {
    const env = {API_ID: 'one'}
    const proposal = await newKey(atApi(anApi([old]), {secret, env, values: {AWSCURRENT: KEYS.old}}))
    expect(proposal.value.open()).toBe(KEYS.made)
    const api = anApi([old])
    await expect(newKey(atApi(api, {secret, env, values: {AWSCURRENT: KEYS.third}}))).rejects.toThrow(
      "API one, which the function's environment names, has not got the key of AWSCURRENT",
    )
    expect(api.changes).toEqual([])
  })

  it('says so when it ends before the next rotation', async () => {
    const log = aLog()
    await newKey(atApi(anApi([old]), {secret: aSecret({periodDays: 400}), log, values: current}))
    expect(log.lines).toEqual(['warn: the period is longer than a key may live: it ends before the next rotation'])
  })
})

describe('a new API key that was not stored', () => {
  it.each([
    ['is deleted where the version has no value', undefined, true],
    ['is deleted where the version holds another one', holding(KEYS.new), true],
    ['stays where the version holds it all the same', holding(KEYS.made), false],
  ])('%s', async (_, stored, isDeleted) => {
    const api = anApi([old])
    const values: Record<string, string> = {...current}
    const proposal = await newKey(atApi(api, {secret, values}))
    if (stored !== undefined) values['new'] = stored
    await proposal.discard!()
    expect(api.changes.slice(1)).toEqual(isDeleted ? [{delete: KEYS.made}] : [])
  })

  it('stays for the invocation that has made it, until the version holds another one', async () => {
    const api = anApi([old, {id: KEYS.new, description: of('new')}])
    const values: Record<string, string> = {...current}
    const proposal = await newKey(atApi(api, {secret, values}))
    await proposal.discard!()
    expect(api.changes).toEqual([])
    values['new'] = holding(KEYS.third)
    await proposal.discard!()
    expect(api.changes).toEqual([{delete: KEYS.new}])
  })

  it('may be gone already', async () => {
    const api = anApi([old], {fails: 'DeleteApiKey'})
    const proposal = await newKey(atApi(api, {secret, values: {...current, new: holding(KEYS.old)}}))
    await expect(proposal.discard!()).resolves.toBe(undefined)
  })
})

describe('room for a new API key', () => {
  const [A, B] = ['da2-expired-a', 'da2-expired-b']
  const NOW = 50 * DAY
  const others = (count: number, endsAt = 2000 * DAY) =>
    Array.from({length: count}, (_, at) => ({id: `da2-of-somebody-else-${at}`, endsAt}))
  const expired = (id: string, days: number, description = of('gone')) => ({id, description, endsAt: NOW - days * DAY})
  async function created(keys: Parameters<typeof anApi>[0], values: Readonly<Record<string, string>> = current) {
    const api = anApi(keys)
    const context = atApi(api, {secret, values})
    await context.clock.sleep(NOW)
    await newKey(context)
    return api.changes.slice(0, -1)
  }

  it('is not needed while ten places are free', async () => {
    expect(await created([old, expired(A, 1), ...others(38)])).toEqual([])
    expect(await created([old, expired(A, 1), expired(B, 2), ...others(36)])).toEqual([])
  })

  it('is made by deleting keys of this secret that expired and that no version holds, the oldest first', async () => {
    expect(await created([old, expired(A, 1), expired(B, 2), ...others(38)])).toEqual([{delete: B}])
    expect(await created([old, expired(A, 1), expired(B, 2), ...others(40)])).toEqual([{delete: B}, {delete: A}])
  })

  it('is not made by deleting what lives, is held, or is of somebody else', async () => {
    const keys = [
      {...old, description: of('old'), endsAt: NOW - DAY},
      {id: 'alive', description: of('gone'), endsAt: NOW + DAY},
      expired('foreign', 1, of('gone', `${ARN}2`)),
      expired('unmarked', 1, ''),
    ]
    expect(await created([...keys, ...others(45)])).toEqual([])
  })

  it('is missed where the API is full', async () => {
    const full = [old, expired('unmarked', 1, ''), ...others(48)]
    await expect(created(full)).rejects.toThrow(
      'API one has 50 keys, and AppSync takes no more; 1 of them have expired',
    )
    expect(await created([old, expired(A, 1), ...others(48)])).toEqual([{delete: A}])
  })
})

describe('the keys of an API', () => {
  it('are hidden from log and errors', async () => {
    const hidden: string[] = []
    const context = {...aContext({secret, values: current, send: anApi([old, {id: KEYS.third}]).send})}
    await newKey({...context, hide: text => (hidden.push(text), text)})
    expect(hidden).toEqual([KEYS.old, KEYS.third, KEYS.made])
  })
})
