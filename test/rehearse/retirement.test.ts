import {describe, expect, it} from 'vitest'

import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const {iam, rand} = correct

const moved = 'await call(secrets, new UpdateSecretVersionStageCommand(move))\n'
const ended = "await call(iam, new UpdateAccessKeyCommand({...key, Status: 'Inactive'}))"
const others = `
      const {value: kept} = await currentValue(secretId)
      const old = (await keysOf(kept.username)).filter(({AccessKeyId}) => AccessKeyId !== kept.accessKeyId)`

/** Ends every other key as soon as the new one is current. */
const hasty = altered(iam, [
  moved,
  `${moved}${others}
      for (const {AccessKeyId} of old) {
        const key = {UserName: kept.username, AccessKeyId}
        await call(iam, new UpdateAccessKeyCommand({...key, Status: 'Inactive'}))
        await callerOf(kept)
        await call(iam, new DeleteAccessKeyCommand(key))
      }
`,
])
const leftBehind = 'if (labels === undefined && isLeftBehind(world, key))'
const failed = 'console.log(`access key ${id} could not be ended: ${error.message}`)'

describe('overlap and retirement', () => {
  it.each([
    'rotations',
    'pinned-client',
    'foreign-credential',
    'denied-retirement/DeleteAccessKey',
    'orphans/ten-failing',
  ])('finds nothing in a correct function: %s', async cell => {
    const ids = {
      rotations: ['old-credential-survives-finish', 'retirement-is-bounded', 'retirement-disables-first'],
      'pinned-client': ['retirement-needs-no-use'],
      'foreign-credential': ['retires-only-its-own'],
      'denied-retirement/DeleteAccessKey': ['failed-retirement-retried'],
      'orphans/ten-failing': ['orphans-stay-bounded'],
    }[cell]!
    expect(await verdictsOn(ids, iam, [cell])).toEqual(Object.fromEntries(ids.map(id => [id, 'pass'])))
  })

  it('is about credentials that stand side by side, at a target that can be asked', async () => {
    expect(await verdictOn('old-credential-survives-finish', rand)).toBe('skipped: is about add, alt; this is rand')
  })

  it('finds a rotation that ends the old key at once', async () => {
    const ids = ['old-credential-survives-finish', 'rollback-still-works']
    expect(await verdictsOn(ids, hasty, ['rotation'])).toEqual({
      'old-credential-survives-finish': expect.stringMatching(/^fail: a client with the value .* was refused$/),
      'rollback-still-works': expect.stringMatching(/^fail: it refused \w{8}$/),
    })
  })

  it('finds an old key that is disabled and not known to be everywhere', async () => {
    const disabling = altered(iam, [
      moved,
      `${moved}${others}
      for (const {AccessKeyId} of old) {
        await call(iam, new UpdateAccessKeyCommand({UserName: kept.username, AccessKeyId, Status: 'Inactive'}))
      }
`,
    ])
    expect(await verdictOn('rollback-still-works', disabling)).toMatch(/^fail: the credential of \w{8} is disabled$/)
    expect(await verdictOn('rollback-still-works', iam)).toBe('pass')
  })

  it('finds keys that are never retired', async () => {
    const keeping = altered(iam, ["else if (labels?.join() === 'AWSPREVIOUS' &&", 'else if (false &&'])
    expect(await verdictOn('retirement-is-bounded', keeping)).toMatch(/^fail: .* was still active after 90 days$/)
  })

  it.each([
    ['deletes a key that is active', altered(iam, [ended, '']), /DeleteAccessKey in createSecret deleted .* active$/],
    [
      'disables and deletes without a proof',
      altered(iam, ['if (isKey && (await callerOf(current)) !== user.arn)', 'if (false)']),
      /without that$/,
    ],
    ['disables and deletes at once in finishSecret', hasty, /went at once in finishSecret$/],
  ])('finds what %s', async (_, defective, observed) => {
    expect(await verdictOn('retirement-disables-first', defective)).toMatch(observed)
  })

  it.each([
    [
      'ends a key in use',
      altered(iam, ['if (use.LastUsedDate?.getTime() > endsAt) {', 'if (false) {']),
      /^fail: it was deleted while/,
    ],
    [
      'leaves it alone without a word',
      altered(
        iam,
        ['console.log(`${secretId}: ${text}`)', ''],
        ['the user has no room for another key; ${text}', 'no room'],
      ),
      /^fail: neither says so$/,
    ],
  ])('finds what %s', async (_, defective, observed) => {
    expect(await verdictOn('retirement-needs-no-use', defective)).toMatch(observed)
  })

  it('finds what makes room with a key that is not its own', async () => {
    const greedy = altered(iam, [leftBehind, 'if (labels === undefined)'])
    expect(await verdictOn('retires-only-its-own', greedy)).toBe('fail: it was deleted')
  })

  it.each([
    ['swallows that a key could not be ended', altered(iam, [failed, 'return']), /neither has it$/],
    [
      'gives up on it',
      altered(
        iam,
        [failed, `${failed}; globalThis.hopeless = id`],
        [ended, `if (globalThis.hopeless === id) throw new Refusal('hopeless'); ${ended}`],
      ),
      /the last one failed$/,
    ],
  ])('finds what %s', async (_, defective, observed) => {
    expect(await verdictOn('failed-retirement-retried', defective, ['denied-retirement/UpdateAccessKey'])).toMatch(
      observed,
    )
  })

  it('finds keys that stopped rotations leave behind', async () => {
    const leaving = altered(iam, [leftBehind, 'if (false)'])
    expect(await verdictOn('orphans-stay-bounded', leaving)).toMatch(/^fail: in none of them: those ending in \w{4}$/)
  })
})
