import {describe, expect, it} from 'vitest'

import {timeItems} from '../../src/lib/rehearse/items/lists/time.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const ids = timeItems.map(({id}) => id)
const {rand, iam, rep} = correct
const clean = Object.fromEntries(ids.map(id => [id, 'pass']))
const readsKeys = 'const key = (await keysOf(pending.username))'

describe('items about time', {timeout: 120_000}, () => {
  it.each([
    ['rand', rand],
    ['add', iam],
    ['rep', rep],
  ])('pass a correct function: %s', async (_, rehearsed) => {
    expect(await verdictsOn(ids, rehearsed)).toEqual(clean)
  })

  it('find a step that takes more than 80 % of the time limit while a key spreads', async () => {
    const bad = altered(iam, ['let wait = 1000, waited', 'let wait = 49_000, waited'])
    expect(await verdictOn('fits-time-budget', bad, ['slow/call-1'])).toMatch(
      /^fail: testSecret took (49|5\d)(\.\d)? s$/,
    )
  })

  it('find a pause that waits for nothing', async () => {
    const bad = altered(iam, [readsKeys, `await sleep(3000)\n  ${readsKeys}`])
    expect(await verdictOn('no-fixed-sleep', bad)).toMatch(
      /^fail: setSecret waited 3 s after secretsmanager:GetSecretValue$/,
    )
  })

  it('let a step wait between two tries of the same call', async () => {
    const tries = `for (let left = 1; left >= 0; left -= 1) {
      const read = new GetSecretValueCommand({SecretId: secretId, VersionId: token.replaceAll(/./g, 'a')})
      await secrets.send(read).catch(() => sleep(left * 3000))
    }`
    const patient = altered(rand, [
      'const steps = {createSecret, setSecret: pendingValue',
      `const steps = {createSecret, async setSecret({secretId, token}) { ${tries} }`,
    ])
    expect(await verdictOn('no-fixed-sleep', patient)).toBe('pass')
  })

  it('find a client that waits for its reply until Lambda kills it', async () => {
    const bad = altered(rand, ['requestTimeout: 4000, throwOnRequestTimeout: true', ''])
    const seen = await verdictOn('hung-call-gives-up', bad, ['hang/createSecret/1'])
    expect(seen).toBe('fail: it still waited for secretsmanager:DescribeSecret')
  })
})
