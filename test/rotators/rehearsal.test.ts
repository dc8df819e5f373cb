import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {listRecords} from '../../src/lib/records/store.ts'
import {shippedRecords} from '../../src/lib/records/shipped.ts'
import type {RehearsalRecord} from '../../src/lib/rehearse/record.ts'
import {packagedRotators} from '../../src/lib/rotators/catalogue.ts'
import {rotatorNames} from '../../tools/rotators.ts'
import {serverOf} from '../support/database-stage.ts'
import {packagedRoot} from '../support/packaged-root.ts'
import {rehearse, type Answer} from '../support/rehearse-command.ts'

let packaged: Awaited<ReturnType<typeof packagedRoot>>
let stateDir: string
beforeAll(async () => {
  packaged = await packagedRoot()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-state-'))
})
afterAll(async () => {
  await packaged[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

it('every function of a rotator is in the catalogue, and nothing else', () => {
  expect(packagedRotators.map(({name}) => name).toSorted()).toEqual(rotatorNames())
})

it('every package comes with a record of its own rehearsal (npm run rotators:record)', () => {
  expect(packaged.stale).toEqual([])
})

/**
 * Of rotators whose whole rehearsal takes minutes, the items that are about their own work. The whole is played whenever a
 * package changes (npm run rotators:record), and the record of another package is refused above.
 */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  'appsync-api-key': [
    'create-leaves-no-orphan',
    'create-respects-key-limit',
    'create-sets-lifetime',
    'placeholder-first-value',
    'test-checks-identity',
    'test-waits-for-propagation',
    'retirement-is-bounded',
    'failed-retirement-retried',
    'retires-only-its-own',
    'two-secrets-one-function',
    'parallel-same-token',
    'kms-denied-is-clean',
  ],
  https: [
    'create-keeps-other-fields',
    'malformed-current-named',
    'value-meets-policy',
    'set-tries-pending-first',
    'set-falls-back-to-previous',
    'set-fails-when-locked-out',
    'set-refuses-other-identity',
    'test-exercises-pending',
    'test-fails-on-rejected-value',
    'hung-call-gives-up',
    'two-secrets-one-function',
    'parallel-same-token',
    'kms-denied-is-clean',
  ],
  // Those about limit, use and other people's keys are played with messages switched on: iam-access-key.test.ts.
  'iam-access-key': [
    'create-leaves-no-orphan',
    'placeholder-first-value',
    'test-waits-for-propagation',
    'retirement-is-bounded',
    'retirement-disables-first',
    'failed-retirement-retried',
    'two-secrets-one-function',
    'parallel-same-token',
    'kms-denied-is-clean',
  ],
}
const inParts = packagedRotators.filter(({name}) => PARTS[name] !== undefined)
/** Those on a server of their own: databases/rehearsal.test.ts. */
const whole = packagedRotators.filter(about => !inParts.includes(about) && serverOf(about) === undefined)

describe('a part of the rehearsal of a package', {timeout: 600_000}, () => {
  it.each(inParts)('finds nothing: $name', async ({name}) => {
    const items = PARTS[name]!
    const only = items.flatMap(id => ['--only', id])
    const {json} = await rehearse([name, '--seed', '7', '--json', ...only], {root: packaged.root, stateDir})
    const judged = (json as Answer).items.map(({id, verdict}) => [id, verdict])
    expect(Object.fromEntries(judged)).toEqual(Object.fromEntries(items.map(id => [id, 'pass'])))
  })
})

/** What a record says, without when and by which secrot it was made. */
const told = ({key, verdict, kind, items, seed, calls, policy}: RehearsalRecord) => {
  return {key, verdict, kind, items, seed, calls, policy}
}

describe('the whole rehearsal of a package', {timeout: 600_000}, () => {
  it.each(whole)('finds nothing, and nothing else than the record says: $name', async about => {
    const {name, kind, permissions} = about
    const run = await rehearse([name, '--seed', '7', '--json'], {root: packaged.root, stateDir})
    const answer = run.json as Answer
    expect(answer.items.filter(({verdict}) => verdict === 'fail' || verdict === 'error')).toEqual([])
    expect([run.exitCode, answer.verdict, answer.handler.kind]).toEqual([0, 'conformant', kind])
    const allowed = permissions.flatMap(({actions}) => actions)
    expect(answer.calls.made.filter(action => !allowed.includes(action))).toEqual([])
    const [kept] = (await listRecords(stateDir)).records
    const shipped = (await shippedRecords(packaged.folder)).find(({key}) => key.codeSha256 === kept?.key.codeSha256)
    expect(told(kept!)).toEqual(told(shipped!))
  })
})
