import {beforeAll, describe, expect, it} from 'vitest'

import {testSecretItems} from '../../src/lib/rehearse/items/lists/test-secret.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const {iam, rand, rep} = correct
const CHECK =
  "if ((await callerOf(pending)) !== user.Arn) throw new Refusal('the pending access key is somebody else’s')"
const BEGINNING = 'async function testSecret({secretId, token}) {\n'

const LONG = 120_000

describe('a rehearsal of testSecret', {timeout: LONG}, () => {
  let verdicts: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    verdicts = await verdictsOn(
      testSecretItems.map(({id}) => id),
      iam,
    )
  }, LONG)

  it('finds nothing in a correct function', () => {
    expect(verdicts).toEqual(Object.fromEntries(testSecretItems.map(({id}) => [id, 'pass'])))
  })

  it('finds one that promotes before it has tested', async () => {
    const early = altered(rand, [
      'async function pendingValue({secretId, token}) {',
      'async function pendingValue(rotation) {\n  const {secretId, token} = rotation\n  await finishSecret(rotation)',
    ])
    expect(await verdictOn('no-current-before-test', early)).toMatch(/^fail: setSecret moved it/)
  })

  it('finds one that promotes and then fails', async () => {
    const early = altered(iam, [
      BEGINNING,
      'async function testSecret(rotation) {\n  const {secretId, token} = rotation\n  await finishSecret(rotation)\n',
    ])
    const cells = ['blocked/testSecret']
    expect(await verdictOn('no-current-before-test', early, cells)).toMatch(/^fail: testSecret moved it/)
  })

  it('finds one that reads the secret and calls it a test', async () => {
    const idle = altered(iam, [CHECK, 'return user'])
    expect(await verdictOn('test-exercises-pending', idle)).toBe('fail: testSecret never used it')
  })

  it('finds one that tests with the current credential', async () => {
    const wrong = altered(iam, [CHECK, 'await callerOf((await currentValue(secretId)).value)\n  return user'])
    expect(await verdictOn('test-fails-on-rejected-value', wrong)).toBe('fail: it reported success')
  })

  it('finds one that is content with the current password where the target takes that again', async () => {
    const asked = 'if (!(await logsIn(await pendingValue(secretId, token))))'
    const lenient = altered(rep, [asked, `${asked.slice(0, -1)} && !(await logsIn(await currentValue(secretId))))`])
    expect(await verdictOn('test-fails-on-rejected-value', lenient)).toBe('fail: it reported success')
    expect(await verdictOn('test-fails-on-rejected-value', rep)).toBe('pass')
  })

  it('finds one that takes any working key', async () => {
    const blind = altered(iam, [CHECK, 'await callerOf(pending)\n  return user'])
    expect(await verdictOn('test-checks-identity', blind)).toBe('fail: it reported success')
  })

  it('finds one that does not wait until a new key works', async () => {
    const hasty = altered(iam, ['const KEY_SPREAD_MS = 30_000', 'const KEY_SPREAD_MS = 12_000'])
    expect(await verdictOn('test-waits-for-propagation', hasty)).toBe('fail: testSecret failed')
  })

  it('finds one that waits for ever', async () => {
    const patient = altered(iam, ['const KEY_SPREAD_MS = 30_000', 'const KEY_SPREAD_MS = Infinity'])
    const cells = ['delayed-key/never']
    expect(await verdictOn('test-waits-for-propagation', patient, cells)).toMatch(/ran into its time limit$/)
  })

  it('finds one that writes to the target', async () => {
    const tags = "{UserName: pending.username, Tags: [{Key: 'tested', Value: token}]}"
    const writing = altered(iam, [CHECK, `${CHECK}\n  await call(iam, new TagUserCommand(${tags}))`])
    expect(await verdictOn('test-changes-nothing', writing)).toBe('fail: it called iam:TagUser')
  })

  it('finds one that wants another value than the current one', async () => {
    const same = 'JSON.stringify(pending) === JSON.stringify((await currentValue(secretId)).value)'
    const strict = altered(iam, [CHECK, `${CHECK}\n  if (${same}) throw new Refusal('nothing has changed')`])
    expect(await verdictOn('test-accepts-copy-of-current', strict)).toBe('fail: it failed')
  })

  it('finds one whose test needs a permission', async () => {
    const client = 'new IAMClient({...options, credentials: pending})'
    const asking = altered(iam, [CHECK, `${CHECK}\n  await call(${client}, new GetUserCommand({}))`])
    expect(await verdictOn('test-needs-no-rights', asking)).toBe('fail: iam:GetUser was denied, and it failed')
  })
})
