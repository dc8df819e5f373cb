import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {packagedRotators} from '../../../src/lib/rotators/catalogue.ts'
import {allPass, onlyItems, TARGET_ITEMS, verdictsOf} from '../../rehearse/support/real-server.ts'
import {selfSigned} from '../../support/certificate.ts'
import {serverOf, startDatabaseStage, withoutServer} from '../../support/database-stage.ts'
import {packagedRoot} from '../../support/packaged-root.ts'
import {rehearse, type Answer} from '../../support/rehearse-command.ts'

const ALTERNATING_ITEMS = [
  'create-revokes-nothing',
  'set-after-pending-stored',
  'set-repeat-changes-nothing',
  'set-refuses-other-identity',
  'test-exercises-pending',
  'test-fails-on-rejected-value',
  'old-credential-survives-finish',
  'rollback-still-works',
  'two-secrets-one-function',
]

/** The process ends when the step is over, so that nobody hears of it; the service goes on with a fresh call. */
const ENDS = ['createSecret', 'setSecret', 'testSecret'].flatMap(step => ['--cell', `${step}/return/kill-after-return`])
/** The change itself: its answer is lost, or the process ends with it. */
const CHANGES = ['lost-reply', 'kill-after']
const SAFE = ['crash-is-safe', 'crash-is-live', 'service-retry-settles']

const databases = packagedRotators.filter(about => serverOf(about) !== undefined)
const here = databases.filter(about => withoutServer(about) === undefined)

describe('what these tests need', () => {
  it.each(databases)('is a server: $name', about => {
    const missing = withoutServer(about)
    if (missing !== undefined) console.warn(`${about.name} is not rehearsed: ${missing}`)
    expect(here.includes(about)).toBe(missing === undefined)
  })
})

/** The whole is played whenever a package changes (npm run rotators:record); a stale record is refused without a server. */
describe('a part of the rehearsal of a database rotator on a server of its own', {timeout: 300_000}, () => {
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

  const played = async (about: (typeof here)[number], argv: readonly string[]) => {
    await using stage = await startDatabaseStage(about)
    const where = {root: packaged.root, stateDir}
    return (await rehearse([about.name, ...stage.flags, '--seed', '7', '--json', ...argv], where)).json as Answer
  }

  it.each(here)('finds nothing in what it does on the server: $name', async about => {
    const items = about.kind === 'alt' ? ALTERNATING_ITEMS : TARGET_ITEMS
    expect(verdictsOf(await played(about, onlyItems(items)), items)).toEqual(allPass(items))
  })

  it.each(here)('rotates over TLS where TLS_CA trusts the server, and not where nothing does: $name', async about => {
    const certificate = selfSigned(['127.0.0.1'])
    await using stage = await startDatabaseStage(about, certificate)
    const where = {root: packaged.root, stateDir}
    const argv = [about.name, ...stage.flags, '--only', 'finish-moves-label-once', '--json']
    const report = async (...more: readonly string[]) => (await rehearse([...argv, ...more], where)).json as Answer
    const stepsOf = ({plain}: Answer) => plain.map(({step, ok}) => ok || step)
    expect(stepsOf(await report('--env', `TLS_CA=${certificate.file}`))).toEqual([true, true, true, true])
    expect(stepsOf(await report()).slice(0, 2)).toEqual([true, 'setSecret'])
    await rm(certificate.folder, {recursive: true})
  })

  it.each(here)(
    'finds it safe and settled when it is interrupted after any step or in the change: $name',
    async about => {
      const plain = await played(about, ['--only', 'loads-and-answers'])
      const calls = plain.plain.find(({step}) => step === 'setSecret')!.calls.length
      const cells = CHANGES.flatMap(mode => ['--cell', `setSecret/${calls}/${mode}`])
      const report = await played(about, [...ENDS, ...cells])
      expect(verdictsOf(report, SAFE)).toEqual(allPass(SAFE))
      expect(report.crashMatrix).toMatchObject({cells: 5, unsafe: 0, stuck: 0})
    },
  )
})
