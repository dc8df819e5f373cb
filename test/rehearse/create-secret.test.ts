import {describe, expect, it} from 'vitest'

import {createSecretItems} from '../../src/lib/rehearse/items/lists/create-secret.ts'
import type {Kind, Provider} from '../../src/lib/rehearse/kind.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const ids = createSecretItems.map(({id}) => id)
const {rand, iam, appsync, alt} = correct
const passes = (kind: Kind, provider?: Provider) => {
  const judged = createSecretItems.filter(item => {
    const isProvider = item.provider === undefined || item.provider === provider
    return isProvider && (item.kinds === 'any' || item.kinds.includes(kind))
  })
  return Object.fromEntries(judged.map(({id}) => [id, 'pass']))
}

const storesAgain = altered(
  rand,
  ['if ((await storedText(secretId, {VersionId: token})) !== undefined) return', ''],
  ['if (stored === undefined) throw error', 'throw error'],
)

describe('items about createSecret', {timeout: 120_000}, () => {
  it.each([
    ['rand', passes('rand')],
    ['iam', passes('add', 'iam')],
    ['appsync', passes('add', 'appsync')],
    ['rep', passes('rep')],
    ['alt', passes('alt')],
  ] as const)('pass the correct function %s', async (name, expected) => {
    expect(await verdictsOn(ids, correct[name])).toMatchObject(expected)
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

  it('find a function that makes room at the limit with the key of somebody else', async () => {
    const bad = altered(iam, ['labels === undefined && isLeftBehind(world, key)', 'labels === undefined'])
    expect(await verdictOn('create-respects-key-limit', bad)).toMatch(/^fail: deleted the one that ends in \w{4}$/)
  })

  it('find a function that deletes the key before while clients may use it', async () => {
    const bad = altered(iam, ['if (Date.now() < endsAt) why = ', 'if (false) why = '])
    expect(await verdictsOn(['create-respects-key-limit', 'create-revokes-nothing'], bad)).toEqual({
      'create-respects-key-limit': expect.stringMatching(/^fail: deleted/) as string,
      'create-revokes-nothing': 'fail: the credential of AWSPREVIOUS was disabled or deleted',
    })
  })

  it('find fields that a new value does not have any more', async () => {
    const bad = altered(rand, ['{...current, [FIELD]: password}', '{[FIELD]: password}'])
    expect(await verdictOn('create-keeps-other-fields', bad)).toMatch(/^fail: field .* is gone$/)
  })

  it('find fields that were turned into text', async () => {
    const bad = altered(rand, [
      '{...current, [FIELD]: password}',
      '{...Object.fromEntries(Object.entries(current).map(([key, value]) => [key, `${value}`])), [FIELD]: password}',
    ])
    expect(await verdictOn('create-keeps-other-fields', bad)).toBe('fail: field addedList was changed')
  })

  it('find a bare password where there was JSON', async () => {
    const bad = altered(rand, ['JSON.stringify({...current, [FIELD]: password})', 'password'])
    expect(await verdictOn('create-keeps-shape', bad)).toBe('fail: it was a JSON object and is plain text')
  })

  it('find a field that was not there before', async () => {
    const bad = altered(rand, ['[FIELD]: password}', '[FIELD]: password, rotatedAt: 1}'])
    expect(await verdictOn('create-keeps-shape', bad)).toBe('fail: field rotatedAt was not there before')
  })

  it('find an error that does not name the field', async () => {
    const bad = altered(rand, [
      'throw new Refusal(`field ${FIELD} of ${label} is not a text`)',
      "throw new Refusal('no')",
    ])
    expect(await verdictOn('malformed-current-named', bad)).toBe('fail: it does not')
  })

  it('find a function that makes JSON of a list', async () => {
    const bad = altered(rand, [
      '&& !Array.isArray(value) ? (value ?? undefined)',
      '? (Array.isArray(value) ? {[FIELD]: "a"} : value)',
    ])
    expect(await verdictOn('malformed-current-named', bad)).toBe('fail: it stored a JSON object')
  })

  it('find a key that was made where the value is of no use', async () => {
    const bad = altered(iam, [
      'const {value: current, storedAt} = await currentValue(secretId)',
      "const make = () => call(iam, new CreateAccessKeyCommand({UserName: 'svc-ci-deploy'}))\n  await currentValue(secretId).catch(make)\n  const {value: current, storedAt} = await currentValue(secretId)",
    ])
    expect(await verdictsOn(['malformed-current-named', 'missing-current-named'], bad)).toEqual({
      'malformed-current-named': 'fail: credentials of the target changed',
      'missing-current-named': 'fail: it made one',
    })
  })

  it('find a function that stores a first value by itself', async () => {
    const bad = altered(rand, [
      "if (text === undefined) throw new Refusal('no version is AWSCURRENT: store a first value')\n  const current = parse(text, 'AWSCURRENT')",
      "const current = text === undefined ? {} : parse(text, 'AWSCURRENT')",
    ])
    expect(await verdictOn('missing-current-named', bad)).toBe('fail: it stored a value')
  })

  it('find an error that says nothing of the missing value', async () => {
    const bad = altered(rand, [
      "if (text === undefined) throw new Refusal('no version is AWSCURRENT: store a first value')",
      "if (text === undefined) throw new Refusal('not found')",
    ])
    expect(await verdictOn('missing-current-named', bad)).toBe('fail: it says nothing of it')
  })

  it('find a function that logs in with a placeholder', async () => {
    const bad = altered(iam, [
      'const user = await claimedUser(',
      'if (current.accessKeyId.length > 15) await callerOf(current).catch(() => undefined)\n  const user = await claimedUser(',
    ])
    expect(await verdictOn('placeholder-first-value', bad)).toBe('fail: the target was shown it')
  })

  it('find a function that wants a key as its first value', async () => {
    const bad = altered(iam, [
      'const user = await claimedUser(',
      "if (!current.accessKeyId.startsWith('AKIA')) throw new Refusal('no key')\n  const user = await claimedUser(",
    ])
    expect(await verdictOn('placeholder-first-value', bad)).toBe('fail: createSecret failed')
  })

  it('find a key that lives for the seven days that are the default', async () => {
    const bad = altered(appsync, ['expires: endOfLife(description)', ''])
    expect(await verdictOn('create-sets-lifetime', bad)).toMatch(/^fail: it ends after \d+$/)
  })

  it('find a key that ends before the hour is full', async () => {
    const bad = altered(appsync, [
      'Math.ceil((now() + 2 * days * DAY + OVERLAP) / HOUR) * HOUR',
      'now() + days * DAY + OVERLAP',
    ])
    expect(await verdictOn('create-sets-lifetime', bad)).toBe('fail: it ends after 47')
  })

  it('find a key that shall live longer than AppSync lets it', async () => {
    const bad = altered(appsync, ['return Math.min(wanted, longest)', 'return wanted'])
    expect(await verdictOn('create-sets-lifetime', bad)).toBe('fail: it failed')
  })

  it('find a key that shall live for exactly as long as AppSync lets it, by a clock that may be ahead', async () => {
    const bad = altered(appsync, ['Math.floor((now() + 365 * DAY - CLOCK_ERROR) / HOUR) * HOUR', 'now() + 365 * DAY'])
    const days = ['lifetime/364-days', 'lifetime/1-days']
    expect(await verdictOn('create-sets-lifetime', bad, days)).toBe('pass')
    expect(await verdictOn('create-sets-lifetime', bad)).toBe('fail: it failed')
  })

  it('find a function that sets the password of the other user before the new value was tested', async () => {
    const end = 'if (stored === undefined) throw error\n  }\n'
    const bad = altered(alt, [end, `${end}  await setSecret({secretId, token})\n`])
    expect(await verdictOn('create-revokes-nothing', bad)).toBe(
      'fail: the credential of AWSPREVIOUS was disabled or deleted',
    )
  })

  it('say nothing of special values where createSecret fails with the usual one', async () => {
    const bad = altered(rand, [
      'async function createSecret({secretId',
      'async function createSecret({nothing, secretId: {x: secretId}',
    ])
    const judged = ['malformed-current-named', 'missing-current-named', 'secret-id-forms-accepted']
    const skipped = 'skipped: createSecret failed before it came to that'
    expect(await verdictsOn(judged, bad)).toEqual(Object.fromEntries(judged.map(id => [id, skipped])))
  })
})
