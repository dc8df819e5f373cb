import {beforeAll, describe, expect, it} from 'vitest'

import {mixingItems} from '../../src/lib/rehearse/items/lists/mixing.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const {appsync, iam, rand, rep} = correct
const ids = mixingItems.map(({id}) => id)
const CLAIMED =
  'if ((tags[CLAIM_TAG] ?? claim) !== claim) throw new Refusal(`another secret rotates the keys of ${user.Arn}`)'
const RIVAL_READ = 'const stored = await storedText(secretId, {VersionId: token}, error.isSure ? [] : PATIENCE_MS)'

/** Scenarios that stand for their like. */
const CELLS = [
  'misleading-name/1',
  'two-secrets/alternating',
  'two-secrets/one-user-own-keys',
  'concurrent/createSecret/3/request',
  'concurrent/setSecret/6/request',
  'late-pending/createSecret',
  'late-pending/setSecret',
  'paged/orphan',
  'paged/rotations',
  'hand-write/finishSecret',
]
const inCreateSecret = Array.from({length: 12}, (_, index) => `concurrent/createSecret/${index + 1}/request`)
const LONG = 120_000

describe('a rehearsal of mixing, concurrency and visibility', {timeout: LONG}, () => {
  let verdicts: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    verdicts = await verdictsOn(ids, rep, CELLS)
  }, LONG)

  it('finds nothing in a correct function', async () => {
    const skipped = 'skipped: is about add; this is rep'
    const expected = Object.fromEntries(ids.map(id => [id, id === 'parallel-secrets-one-user' ? skipped : 'pass']))
    expect(verdicts).toEqual(expected)
    expect(await verdictsOn(['parallel-secrets-one-user', 'lists-are-paged'], iam, CELLS)).toEqual({
      'parallel-secrets-one-user': 'pass',
      'lists-are-paged': 'pass',
    })
  })

  it('finds one that takes the user from the name of the secret', async () => {
    const cut = altered({...iam, secretName: 'svc-ci-deploy'}, [
      'const {value: current, storedAt} = await currentValue(secretId)\n',
      `const {value: current, storedAt} = await currentValue(secretId)
  current.username = description.Name.split('/').find(part => part.startsWith('svc')) ?? 'nobody'\n`,
    ])
    expect(await verdictOn('target-not-from-name', cut, ['misleading-name/1'])).toBe(
      'fail: it changed what the name of the secret points at',
    )
  })

  it('finds one that keeps the first secret in mind', async () => {
    const minding = altered(
      rand,
      ['const FIELD =', 'let known\nconst FIELD ='],
      [
        'const rotation = {secretId, token, rotationToken}',
        'known ??= secretId\n  const rotation = {secretId: known, token, rotationToken}',
      ],
    )
    expect(await verdictOn('two-secrets-one-function', minding)).toBe(
      'fail: secretsmanager:DescribeSecret named the other secret',
    )
  })

  it('finds one that keeps the first value in mind', async () => {
    const minding = altered(
      rep,
      ['const FIELDS =', 'let known\nconst FIELDS ='],
      [
        'const current = await currentValue(secretId)\n',
        'known ??= await currentValue(secretId)\n  const current = known\n',
      ],
    )
    expect(await verdictOn('two-secrets-one-function', minding)).toBe('fail: setSecret failed for one of them')
  })

  it('finds one that leaves the key of the slower of two invocations', async () => {
    const littering = altered(appsync, ['if (jsonOf(stored)?.apiKey !== own.id) await deleteKey(apiId, own.id)', ''])
    expect(await verdictOn('parallel-same-token', littering, inCreateSecret)).toMatch(
      /is live and in no labelled version$/,
    )
  })

  it('finds one that stores a version of its own for each invocation', async () => {
    const random = altered(rand, ['ClientRequestToken: token,\n        SecretString', 'SecretString'])
    expect(await verdictOn('parallel-same-token', random, inCreateSecret)).toMatch(/^fail: /)
  })

  it('finds one that makes room with the key of another secret', async () => {
    const greedy = altered(
      iam,
      [CLAIMED, ''],
      ['if (labels === undefined && isLeftBehind(world, key))', 'if (labels === undefined)'],
    )
    expect(await verdictOn('parallel-secrets-one-user', greedy, ['two-secrets/one-user-own-keys'])).toMatch(
      /^fail: that of .* was refused$/,
    )
  })

  it('finds one that reads a value once only', async () => {
    const hasty = altered(rand, ["VersionStage: 'AWSPENDING'}, PATIENCE_MS)", "VersionStage: 'AWSPENDING'})"])
    expect(await verdictOn('late-pending-visible', hasty, ['late-pending/setSecret'])).toBe('fail: it failed')
  })

  it('finds one that answers an invisible value by another', async () => {
    const again = altered(rand, [
      RIVAL_READ,
      'throw error\n    const stored = await storedText(secretId, {VersionId: token})',
    ])
    expect(await verdictOn('late-pending-visible', again, ['late-pending/createSecret'])).toBe('fail: it failed')
  })

  it('finds one that reads the first page only', async () => {
    const first = altered(iam, ['if (!page.IsTruncated) return keys', 'return keys'])
    expect(await verdictOn('lists-are-paged', first, ['paged/orphan'])).toMatch(/^fail: /)
  })

  it('finds one that promotes over a value written by hand', async () => {
    const deaf = altered(rand, [
      "if (labels !== undefined) throw new Refusal('the version is neither AWSPENDING nor AWSCURRENT')",
      'if (labels !== undefined || description.VersionIdsToStages !== undefined) return description',
    ])
    expect(await verdictOn('hand-write-respected', deaf, ['hand-write/finishSecret'])).toMatch(
      /^fail: (AWSCURRENT was moved to \w{8}|.* reported success)$/,
    )
  })
})
