import {beforeAll, describe, expect, it} from 'vitest'

import {finishSecretItems} from '../../src/lib/rehearse/items/lists/finish-secret.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const {rand} = correct
const MOVE = 'await call(secrets, new UpdateSecretVersionStageCommand(move))\n'
const STORED = "if (stored === undefined) throw new Refusal('its version has no value')\n  let {description} = rotation"
const AFTER_FAILURE = '// The move may have happened, or the labels were those of a moment ago.'

const readsFirst = (label: string) =>
  altered(rand, [
    STORED,
    `${STORED}\n  parse((await storedText(secretId, {VersionStage: '${label}'})) ?? '{}', '${label}')`,
  ])

const LONG = 120_000

describe('a rehearsal of finishSecret', {timeout: LONG}, () => {
  let verdicts: Readonly<Record<string, string>> = {}
  const ids = finishSecretItems.map(({id}) => id).filter(id => id !== 'failure-keeps-pending')

  beforeAll(async () => {
    verdicts = await verdictsOn(ids, rand)
  }, LONG)

  it('finds nothing in a correct function', async () => {
    expect(verdicts).toEqual(Object.fromEntries(ids.map(id => [id, 'pass'])))
    expect(await verdictOn('failure-keeps-pending', rand, ['set/empty-pending'])).toBe('pass')
  })

  it('finds one that takes AWSPENDING off too', async () => {
    const off = "{SecretId: secretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: token}"
    const tidy = altered(rand, [
      MOVE,
      `${MOVE}      await call(secrets, new UpdateSecretVersionStageCommand(${off}))\n`,
    ])
    expect(await verdictOn('finish-moves-label-once', tidy)).toMatch(/^fail: it called .*, /)
  })

  it('finds one that stores the value again to promote it', async () => {
    const put = 'new PutSecretValueCommand({SecretId: secretId, SecretString: stored})'
    const rewriting = altered(rand, [MOVE, `await call(secrets, ${put})\n`])
    expect(await verdictOn('finish-moves-label-once', rewriting)).toBe('fail: it called secretsmanager:PutSecretValue')
  })

  it('finds one that looks at the first label only', async () => {
    const first = altered(rand, ['versions[id].includes(label)', 'versions[id][0] === label'])
    expect(await verdictOn('finish-finds-current-by-label', first)).toMatch(/^fail: /)
  })

  it('finds one that moves the label again when it is called again', async () => {
    const again = altered(rand, ['if (isCurrent(description, token)) return\n    await', 'await'])
    expect(await verdictOn('finish-repeat-is-noop', again)).toMatch(/^fail: it called .*UpdateSecretVersionStage$/)
  })

  it('finds one that takes a lost reply for a failed move', async () => {
    const giving = altered(rand, [AFTER_FAILURE, 'throw error'])
    expect(await verdictOn('finish-survives-lost-move', giving)).toMatch(/^fail: it failed although/)
  })

  it('finds one that promotes an empty version', async () => {
    const blind = altered(rand, [STORED, 'let {description} = rotation'])
    expect(await verdictOn('finish-refuses-empty-pending', blind)).toMatch(/^fail: it made \w{8} AWSCURRENT$/)
  })

  it('finds one that sends an empty version id', async () => {
    const empty = altered(rand, [
      'if (from !== undefined) move.RemoveFromVersionId = from',
      "move.RemoveFromVersionId = from ?? ''",
    ])
    expect(await verdictOn('finish-without-current-is-clean', empty)).toBe('fail: it sent an empty RemoveFromVersionId')
  })

  it('finds one that stumbles over the missing label', async () => {
    const sure = altered(rand, [
      'if (from !== undefined) move.RemoveFromVersionId = from',
      'move.RemoveFromVersionId = from.trim()',
    ])
    const whole = 'throw new Error(`${step} of ${secretId}, version ${token}: ${reason}`, {cause: error})'
    const throwing = altered(sure, [AFTER_FAILURE, 'throw error'], [whole, 'throw error'])
    expect(await verdictOn('finish-without-current-is-clean', throwing)).toBe('fail: it ended in TypeError')
  })

  it('finds one that trusts the first description', async () => {
    const trusting = altered(rand, [AFTER_FAILURE, 'throw error'])
    expect(await verdictOn('finish-rereads-stale-labels', trusting)).toBe('fail: it failed')
  })

  it.each(['AWSCURRENT', 'AWSPREVIOUS'])('finds one that has to understand %s first', async label => {
    expect(await verdictOn('finish-ignores-broken-old-value', readsFirst(label))).toBe('fail: it failed')
  })

  it('finds one that cleans AWSPENDING away when something fails', async () => {
    const off = "{SecretId: secretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: token}"
    const cleaning = altered(rand, [
      'const reason =',
      `await secrets.send(new UpdateSecretVersionStageCommand(${off}))\n    const reason =`,
    ])
    const cells = ['set/empty-pending']
    expect(await verdictOn('failure-keeps-pending', cleaning, cells)).toMatch(/^fail: setSecret took AWSPENDING off/)
  })
})
