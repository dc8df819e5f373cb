import {describe, expect, it} from 'vitest'

import {createSecretItems} from '../../src/lib/rehearse/items/lists/create-secret.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const ids = createSecretItems.map(({id}) => id)
const {rand, iam} = correct
const of = (kind: string) => createSecretItems.filter(({kinds}) => kinds === 'any' || kinds.includes(kind as 'add'))
const passes = (kind: string) => Object.fromEntries(of(kind).map(({id}) => [id, 'pass']))

const storesAgain = altered(
  rand,
  ['if ((await storedText(secretId, {VersionId: token})) !== undefined) return', ''],
  ['if (stored === undefined) throw error', 'throw error'],
)

describe('items about createSecret', {timeout: 120_000}, () => {
  it('pass a correct function without a target', async () => {
    expect(await verdictsOn(ids, rand)).toMatchObject(passes('rand'))
  })

  it('pass a correct function that makes keys beside the old one', async () => {
    expect(await verdictsOn(ids, iam)).toEqual(passes('add'))
  })

  it('find a version that is not the one of the event', async () => {
    const bad = altered(rand, ['secretId,\n        ClientRequestToken: token', 'secretId'])
    expect(await verdictOn('create-uses-given-token', bad)).toMatch(/^fail: PutSecretValue stored version \w{8}$/)
  })

  it('find a second label', async () => {
    const bad = altered(rand, ["VersionStages: ['AWSPENDING']", "VersionStages: ['AWSPENDING', 'mine']"])
    expect(await verdictOn('create-labels-pending-only', bad)).toBe('fail: PutSecretValue asked for AWSPENDING, mine')
  })

  it('find a value that is stored without labels of its own', async () => {
    const bad = altered(rand, ["VersionStages: ['AWSPENDING'],", ''])
    expect(await verdictOn('create-labels-pending-only', bad)).toBe('fail: PutSecretValue asked for AWSCURRENT')
  })

  it('find a function that fails when it is called again', async () => {
    expect(await verdictOn('create-repeat-keeps-value', storesAgain)).toBe('fail: it failed')
  })

  it('find a function that makes a second key when it is called again', async () => {
    const bad = altered(
      iam,
      ['if (await hasValue(rotation)) return', 'await makeSecond(rotation)\n  if (await hasValue(rotation)) return'],
      [
        'async function setSecret',
        `async function makeSecond({secretId, token}) {
  if (!(await hasValue({secretId, token}))) return
  const {value: current} = await currentValue(secretId)
  for (const key of await keysOf(current.username)) {
    if (key.AccessKeyId !== current.accessKeyId) await call(iam, new DeleteAccessKeyCommand({UserName: current.username, AccessKeyId: key.AccessKeyId}))
  }
  await call(iam, new CreateAccessKeyCommand({UserName: current.username}))
}
async function setSecret`,
      ],
    )
    expect(await verdictOn('create-repeat-keeps-value', bad)).toMatch(/^fail: it made the one that ends in \w{4}$/)
  })

  it('find a function that cannot live with a lost reply to its PutSecretValue', async () => {
    expect(await verdictOn('create-survives-lost-put', storesAgain)).toMatch(/^fail: /)
  })

  it('find a key that a killed process left behind', async () => {
    const bad = altered(iam, ['labels === undefined && isLeftBehind(world, key)', 'false'])
    expect(await verdictOn('create-leaves-no-orphan', bad)).toMatch(/^fail: the one that ends in \w{4} is live/)
  })
})
