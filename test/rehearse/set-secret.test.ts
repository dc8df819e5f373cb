import {beforeAll, describe, expect, it} from 'vitest'

import {setSecretItems} from '../../src/lib/rehearse/items/lists/set-secret.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const {iam, rep, alt} = correct
const SET_KEY = 'async function setSecret({secretId, token}) {\n'
const SET_LOGIN = 'const pending = await pendingValue(secretId, token)\n  if (await logsIn(pending)) return\n'
const ids = setSecretItems.map(({id}) => id)

/** Sets the password at a second login service too. */
const replicated = {
  ...altered(
    rep,
    [
      'async function setSecret({secretId, token, description}) {\n',
      `async function setSecret(rotation) {
  for (const place of ['url', 'replicaUrl']) await setAt(place, rotation)
}

async function setAt(place, {secretId, token, description}) {
`,
    ],
    [
      SET_LOGIN,
      `const at = value => ({...value, url: value[place]})
  const pending = at(await pendingValue(secretId, token))
  if (await logsIn(pending)) return
`,
    ],
    [
      'const old = parse(await storedText(secretId, {VersionStage: label}), label)',
      'const old = at(parse(await storedText(secretId, {VersionStage: label}), label))',
    ],
  ),
  secretValue: '{"url":"{{url}}","replicaUrl":"{{replicaUrl}}","username":"{{username}}","password":"{{password}}"}',
}

const LONG = 120_000

describe('a rehearsal of setSecret', {timeout: LONG}, () => {
  let verdicts: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    verdicts = await verdictsOn(ids, rep)
  }, LONG)

  it('finds nothing in a correct function', async () => {
    expect({...verdicts, 'set-completes-partial-change': 'pass'}).toEqual(
      Object.fromEntries(ids.map(id => [id, 'pass'])),
    )
    expect(verdicts['set-completes-partial-change']).toBe('skipped: setSecret makes no more than one change')
    expect(await verdictOn('set-completes-partial-change', replicated)).toBe('pass')
    expect(await verdictOn('set-refuses-other-identity', alt)).toBe('pass')
  })

  it('finds one that changes the target for a version without a value', async () => {
    const key = "{UserName: current.username, AccessKeyId: current.accessKeyId, Status: 'Active'}"
    const eager = altered(iam, [
      SET_KEY,
      `${SET_KEY}  const {value: current} = await currentValue(secretId)
  await call(iam, new UpdateAccessKeyCommand(${key}))\n`,
    ])
    expect(await verdictOn('set-after-pending-stored', eager)).toBe('fail: setSecret called iam:UpdateAccessKey')
  })

  it('finds one that sets the password before it stores it', async () => {
    const early = altered(rep, [
      '  try {\n    await call(\n      secrets,\n      new PutSecretValueCommand({',
      '  await replacePassword(current, {...current, password})\n  try {\n    await call(\n      secrets,\n      new PutSecretValueCommand({',
    ])
    expect(await verdictOn('set-after-pending-stored', early)).toMatch(/^fail: createSecret changed it although/)
  })

  it.each([
    ['the default', '{}', 'none'],
    ['no stage', '{VersionId: token}', 'VersionId'],
    ['whatever is pending', "{VersionStage: 'AWSPENDING'}", 'VersionStage'],
  ])('finds one that reads %s', async (_, selector, named) => {
    const careless = altered(iam, ["{VersionId: token, VersionStage: 'AWSPENDING'}", selector])
    expect(await verdictOn('set-reads-its-version', careless)).toMatch(`fail: it named ${named}; `)
  })

  it('finds one whose second call changes the target again', async () => {
    const restless = altered(rep, [
      SET_LOGIN,
      `const pending = await pendingValue(secretId, token)
  if (await logsIn(pending)) return replacePassword(pending, {...pending, password: \`\${pending.password}!\`})\n`,
    ])
    for (const cell of ['set/twice', 'retry/testSecret']) {
      const verdict = await verdictOn('set-repeat-changes-nothing', restless, [cell])
      expect(verdict).toBe('fail: the target was another one after it')
    }
  })

  it('finds one whose second call writes to the secret', async () => {
    const mark = "{SecretId: secretId, VersionStage: 'SET', MoveToVersionId: token}"
    const marking = altered(rep, [
      SET_LOGIN,
      `await call(secrets, new UpdateSecretVersionStageCommand(${mark}))\n  ${SET_LOGIN}`,
    ])
    expect(await verdictOn('set-repeat-changes-nothing', marking)).toMatch(/^fail: it called secretsmanager:/)
    expect(await verdictOn('set-moves-no-label', marking)).toMatch(/^fail: setSecret called secretsmanager:Update/)
  })

  it('finds one that begins with the current value', async () => {
    const backwards = altered(rep, ['  if (await logsIn(pending)) return\n', ''])
    expect(await verdictOn('set-tries-pending-first', backwards, ['set/twice'])).toBe(
      'fail: the second setSecret failed',
    )
    expect(await verdictOn('set-tries-pending-first', backwards, ['set/killed-after-change'])).toBe(
      'fail: setSecret failed in the retry',
    )
  })

  it('finds one that changes the password again where it works already', async () => {
    const again = altered(rep, [
      '  if (await logsIn(pending)) return\n',
      '  if (await logsIn(pending)) return replacePassword(pending, pending)\n',
    ])
    expect(await verdictOn('set-tries-pending-first', again, ['set/twice'])).toMatch(/called logins:password$/)
    expect(await verdictOn('set-tries-pending-first', again, ['set/killed-after-change'])).toBe(
      'fail: the target was changed 2 times instead of 1',
    )
  })

  it('finds one that forgets the previous value', async () => {
    const forgetful = altered(rep, ["['AWSCURRENT', 'AWSPREVIOUS']", "['AWSCURRENT']"])
    expect(await verdictOn('set-falls-back-to-previous', forgetful)).toBe('fail: setSecret failed')
  })

  it('finds one that says nothing when it is locked out', async () => {
    const silent = altered(rep, [
      "throw new Refusal('the login service takes none of the values of AWSPENDING, AWSCURRENT and AWSPREVIOUS')",
      'return undefined',
    ])
    expect(await verdictOn('set-fails-when-locked-out', silent)).toBe('fail: it reported success')
  })

  it.each([
    ['a user', rep, "throw new Refusal('AWSPENDING and AWSCURRENT name different logins')"],
    ['one of two users', alt, "throw new Refusal('AWSPENDING does not name the other user of the pair of AWSCURRENT')"],
  ])('finds one that sets the password of whoever the value names, for %s', async (_, rehearsed, refusal) => {
    expect(await verdictOn('set-refuses-other-identity', altered(rehearsed, [refusal, '']))).toBe(
      'fail: it reported success',
    )
  })

  it('finds one that would try the current password at another address', async () => {
    const careless = altered(rep, ['one.url === other.url && one.username', 'one.username'])
    expect(await verdictOn('set-refuses-other-identity', careless)).toMatch(/^fail: it (?:reported success|changed)/)
  })

  it('finds one that takes the first of two services for both', async () => {
    const half = altered(
      replicated,
      ['await setAt(place, rotation)', 'if (await setAt(place, rotation)) return'],
      ['if (await logsIn(pending)) return\n', 'if (await logsIn(pending)) return true\n'],
    )
    expect(await verdictOn('set-completes-partial-change', half)).toBe('fail: one of them does not take it')
  })
})
