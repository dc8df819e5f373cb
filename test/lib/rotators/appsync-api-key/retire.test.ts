import {describe, expect, it} from 'vitest'
import {retirePrevious} from '../../../../src/lib/rotators/appsync-api-key/retire.ts'
import {aLog, aSecret, ARN} from '../support/a-context.ts'
import {anApi, atApi, DAY, HOUR, holding, KEYS, of} from './support/an-api.ts'

const secret = aSecret({
  versions: {older: ['AWSPREVIOUS'], old: ['AWSCURRENT'], new: ['AWSPENDING']},
  lastRotatedAt: -30 * DAY,
})
const values = {
  AWSPREVIOUS: holding(KEYS.third),
  older: holding(KEYS.third),
  AWSCURRENT: holding(KEYS.old),
  old: holding(KEYS.old),
  AWSPENDING: holding(KEYS.new),
  new: holding(KEYS.new),
}
const previous = {id: KEYS.third, description: of('older')}
const others = [
  {id: KEYS.old, description: of('old')},
  {id: KEYS.new, description: of('new')},
]

async function retired(key: Parameters<typeof anApi>[0][number], options: Parameters<typeof atApi>[1] = {}) {
  const api = anApi([...others, key])
  const log = aLog()
  await retirePrevious(atApi(api, {secret, values, log, ...options}))
  return {changes: api.changes, log: log.lines}
}

const nothing = {changes: [], log: []}

describe('the key of AWSPREVIOUS, when its label moves on', () => {
  it.each([of('older'), ''])('ends a day ahead: "%s"', async description => {
    expect(await retired({...previous, description})).toEqual({
      changes: [{update: KEYS.third, description, endsAt: 25 * HOUR}],
      log: ['info: the key of AWSPREVIOUS is retired'],
    })
  })

  it.each([
    ['a rotation an hour ago', {...secret, lastRotatedAt: -HOUR}, -2 * HOUR, 71],
    ['labels that were moved after a value was written by hand', secret, -HOUR, 72],
    ['nobody knows what', secret, undefined, 72],
  ])('ends when its overlap is over, which began with %s', async (_, facts, storedAt, hours) => {
    const options = {secret: facts, env: {OVERLAP_HOURS: '72'}, ...(storedAt === undefined ? {} : {storedAt})}
    const {changes} = await retired(previous, options)
    expect(changes).toEqual([{update: KEYS.third, description: of('older'), endsAt: hours * HOUR}])
  })

  it('lives no longer for that, and does not begin to live again', async () => {
    expect(await retired({...previous, endsAt: 24.5 * HOUR})).toEqual(nothing)
    expect(await retired({...previous, endsAt: -1000})).toEqual(nothing)
  })

  it('goes on where its version keeps a label, or there is none that moves', async () => {
    const states: readonly Readonly<Record<string, readonly string[]>>[] = [
      {...secret.versions, older: ['AWSPREVIOUS', 'KEEP']},
      {older: ['AWSPREVIOUS'], new: ['AWSPENDING']},
      {old: ['AWSCURRENT'], new: ['AWSPENDING']},
    ]
    for (const versions of states) expect(await retired(previous, {secret: {...secret, versions}})).toEqual(nothing)
  })

  it('goes on where another labelled version holds it', async () => {
    expect(await retired(previous, {values: {...values, old: `not JSON: ${KEYS.third}`}})).toEqual(nothing)
  })

  it('goes on where another secret rotates it', async () => {
    expect(await retired({...previous, description: of('x', `${ARN}2`)})).toEqual({
      changes: [],
      log: ['warn: another secret rotates the key of AWSPREVIOUS, so it is not retired'],
    })
  })

  it.each([
    ['is broken', '{"apiKey', 'the value of AWSPREVIOUS cannot be read, so no key of it is retired'],
    ['names another API', holding(KEYS.third, 'two'), 'AWSPREVIOUS is of another API, so its key is not retired'],
  ])('stops nothing where its value %s', async (_, text, message) => {
    expect(await retired(previous, {values: {...values, AWSPREVIOUS: text}})).toEqual({
      changes: [],
      log: [`warn: ${message}`],
    })
  })

  it('may be none, or gone', async () => {
    expect(await retired(previous, {values: {...values, AWSPREVIOUS: holding('CHANGEME')}})).toEqual(nothing)
    const {AWSPREVIOUS: _, ...without} = values
    expect(await retired(previous, {values: without})).toEqual(nothing)
  })

  it('stops the promotion while it cannot be retired', async () => {
    const api = anApi([...others, previous], {fails: 'UpdateApiKey'})
    await expect(retirePrevious(atApi(api, {secret, values}))).rejects.toThrow('UpdateApiKeyCommand failed')
  })
})
