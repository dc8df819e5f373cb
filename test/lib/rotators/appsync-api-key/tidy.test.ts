import {describe, expect, it} from 'vitest'
import {tidyKeys} from '../../../../src/lib/rotators/appsync-api-key/tidy.ts'
import {aSecret, ARN} from '../support/a-context.ts'
import {anApi, atApi, DAY, HOUR, holding, KEYS, of} from './support/an-api.ts'

const secret = aSecret({periodDays: 30})
const values = {
  AWSCURRENT: holding(KEYS.old),
  old: holding(KEYS.old),
  AWSPENDING: holding(KEYS.new),
  new: holding(KEYS.new),
}
const old = {id: KEYS.old, description: of('old')}
const pending = {id: KEYS.new, description: of('new')}

async function tidied(keys: Parameters<typeof anApi>[0], options: Parameters<typeof atApi>[1] = {}) {
  const api = anApi(keys)
  const context = atApi(api, {secret, values, ...options})
  await tidyKeys(context)
  const changes = [...api.changes]
  await tidyKeys(context)
  expect(api.changes).toEqual(changes)
  return changes
}

describe('the keys of an API, once the new one is stored', () => {
  it('stay as they are where nothing was interrupted', async () => {
    expect(await tidied([old, pending, {id: KEYS.third}])).toEqual([])
  })

  it('are marked as those of the secret, the current one too, and keep what was said of them', async () => {
    expect(await tidied([{id: KEYS.old, description: 'of the shop'}, {id: KEYS.new}])).toEqual([
      {update: KEYS.new, description: of('new'), endsAt: 100 * DAY},
      {update: KEYS.old, description: `${of('old')} | of the shop`, endsAt: 100 * DAY},
    ])
  })

  it.each([1, 23 * HOUR])(
    'live on where the current one expired or would before every client has the new one: %i',
    async endsAt => {
      expect(await tidied([{...old, endsAt}, pending])).toEqual([
        {update: KEYS.old, description: of('old'), endsAt: 25 * HOUR},
      ])
    },
  )

  it('live on where the new one is old already', async () => {
    expect(await tidied([old, {...pending, endsAt: 31 * DAY}])).toEqual([
      {update: KEYS.new, description: of('new'), endsAt: 62 * DAY + HOUR},
    ])
  })

  it('end at once where they were made for this version, which holds another one', async () => {
    expect(await tidied([old, pending, {id: KEYS.third, description: of('new')}])).toEqual([{delete: KEYS.third}])
  })

  it('end a day ahead where they were made for versions that nothing labels', async () => {
    const left = {id: KEYS.third, description: of('abandoned')}
    expect(await tidied([old, pending, left])).toEqual([
      {update: KEYS.third, description: of('abandoned'), endsAt: 25 * HOUR},
    ])
    expect(await tidied([old, pending, left], {env: {OVERLAP_HOURS: '72'}})).toEqual([
      {update: KEYS.third, description: of('abandoned'), endsAt: 72 * HOUR},
    ])
  })

  it('are left alone where they end anyway, are held by a labelled version, or were made for another secret', async () => {
    const left = {id: KEYS.third, description: of('abandoned')}
    expect(await tidied([old, pending, {...left, endsAt: 25 * HOUR}])).toEqual([])
    const held = aSecret({periodDays: 30, versions: {...secret.versions, abandoned: ['KEEP']}})
    expect(
      await tidied([old, pending, left], {secret: held, values: {...values, abandoned: holding(KEYS.third)}}),
    ).toEqual([])
    expect(await tidied([old, pending, {...left, description: of('new', `${ARN}2`)}])).toEqual([])
  })

  it.each([
    ['AWSPENDING', [old, {...pending, description: of('x', `${ARN}2`)}]],
    ['AWSCURRENT', [{...old, description: of('x', `${ARN}2`)}, pending]],
  ])('are not touched where another secret rotates the one of %s', async (label, keys) => {
    const api = anApi(keys)
    await expect(tidyKeys(atApi(api, {secret, values}))).rejects.toThrow(
      `the key of ${label} is rotated by another secret`,
    )
    expect(api.changes).toEqual([])
  })

  it('are not touched where AWSPENDING holds none of them, or one of another API', async () => {
    const api = anApi([old])
    await expect(tidyKeys(atApi(api, {secret, values}))).rejects.toThrow('what AWSPENDING holds is no key of API one')
    const elsewhere = {...values, AWSCURRENT: holding(KEYS.old, 'two')}
    await expect(tidyKeys(atApi(anApi([old, pending]), {secret, values: elsewhere}))).rejects.toThrow(
      'AWSPENDING and AWSCURRENT name different APIs',
    )
    expect(api.changes).toEqual([])
  })

  it('are marked once where AWSPENDING holds what AWSCURRENT does', async () => {
    expect(await tidied([{id: KEYS.old}], {values: {...values, AWSPENDING: holding(KEYS.old)}})).toEqual([
      {update: KEYS.old, description: of('new'), endsAt: 100 * DAY},
    ])
  })
})
