import {describe, expect, it} from 'vitest'
import type {StatusScope} from '../../../../src/lib/operations/status-result.ts'
import {headerLine} from '../../../../src/lib/output/header.ts'
import {notReadLines} from '../../../../src/lib/output/views/not-read.ts'
import {fleetView} from '../../../../src/lib/output/views/status-fleet.ts'
import {statusView} from '../../../../src/lib/output/views/status.ts'
import {shellCommand} from '../../../../src/lib/shell-words.ts'
import {aLine, fleetPicture, pipeOptions, stuckPicture, viewOptions} from '../../../support/pictures.ts'

// Word for word transcripts.md, sections 2 and 3, at 100 columns.
const fleet = `111122223333 · eu-central-1 · assumed-role/oncall                              2026-11-22 03:12:40Z

VERDICT     SECRET                   IN USE  ROTATED  NEXT BY   WHY
✖ stuck     prod/orders/db              30d      30d  in 47m    testSecret timed out 3x, 28m ago
✖ stuck     prod/ci/deploy-key          91d      91d  1d late   createSecret: LimitExceeded, 1d ago
✖ failing   prod/sms/token              12d      12d  in 18d    test rotation failed 2h ago
? unknown   prod/legacy/sftp            61d      61d  1d late   AWSPENDING left, no event, no log
! late      prod/graphql/api-key        44d      44d  14d late  no attempt seen since 2026-10-09
◐ rotating  prod/search/api-key          6d       6d  in 24d    testSecret ~, 9s
○ off       prod/partner/token         212d    never  –         rotation off, its rules kept
✔ healthy   rds!cluster-4f1c             5d       5d  in 2d     rotated by rds, no function

8 secrets: 2 stuck, 1 failing, 1 unknown, 1 late, 1 rotating, 1 off, 1 healthy    28 calls, 12.6s
Listed 03:12:40Z (may lag 5m); every line but off and healthy was described again by 03:12:41Z.
Labels, schedule and events only: no target was asked, so healthy does not prove that a value works.
Not read: log of function legacy-sftp (logs:FilterLogEvents)
Next: secrot doctor prod/orders/db`

const stuck = `111122223333 · eu-central-1 · assumed-role/oncall                              2026-11-22 03:12:40Z
✖ stuck  prod/orders/db: AWSPENDING has been on 5f0d2a71 for 41m, no step since 02:44:20Z

Consumers  not asked. Risk: setSecret ended without error, so the target may refuse the value that
           consumers read now. Dropping AWSPENDING would hide the other one.
Rotation   on, every 30 days, 02:00–04:00Z, function orders-db-rotation (active, 30s timeout)
Rotated    2026-10-23 02:14:11Z (30d)             Next by  2026-11-22 03:59:59Z (in 47m)
This try   started 02:31:12Z, attempt 3 ended 02:44:20Z, no sign since; AWS may try again
Error      testSecret: Task timed out after 30.00 seconds                        log, 02:44:20Z

VERSION   LABELS       WRITTEN                     VALUE           READ        KEY
5f0d2a71  AWSPENDING   2026-11-22 02:31:14Z  41m   stored (trail)  –           aws/secretsmanager
8c1e77b0  AWSCURRENT   2026-10-23 02:14:03Z  30d   stored          2026-11-22  aws/secretsmanager
2b94d0c5  AWSPREVIOUS  2026-09-23 02:09:47Z  60d   stored          2026-10-23  aws/secretsmanager

If consumers work, this can wait; ask the target to know.
Next: secrot doctor prod/orders/db --probe './pg-login orders'`

const header = (scope: StatusScope): string => headerLine(scope, viewOptions())
const next = (words: readonly string[] | undefined): string => `Next: ${shellCommand(words ?? [])}`

describe('at 100 columns', () => {
  it('shows the fleet as in the transcript', () => {
    const shown = [
      header(fleetPicture.scopes[0]!),
      '',
      fleetView(fleetPicture, viewOptions()),
      ...notReadLines(fleetPicture.notRead),
      next(fleetPicture.next),
    ]
    expect(shown.join('\n')).toBe(fleet)
  })

  it('shows a stuck secret as in the transcript', () => {
    const shown = [header(stuckPicture.scope), statusView(stuckPicture, viewOptions()), next(stuckPicture.next)]
    expect(shown.join('\n')).toBe(stuck)
  })
})

describe('elsewhere', () => {
  it.each([
    ['at 80 columns, the reason below the name', 'fleet-80', viewOptions({columns: 80})],
    ['at 120 columns', 'fleet-120', viewOptions({columns: 120})],
    ['under 60 columns, as key and value', 'fleet-50', viewOptions({columns: 50})],
    ['in a pipe, with whole times and nothing cut', 'fleet-pipe', pipeOptions()],
    ['without UTF-8', 'fleet-ascii', viewOptions({ascii: true})],
  ])('shows the fleet %s', async (_, name, options) => {
    const shown = fleetView(fleetPicture, options)
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(options.columns)
    await expect(`${shown}\n`).toMatchFileSnapshot(`../../../golden/status/${name}.txt`)
  })

  it.each([
    ['at 80 columns', 'secret-80', viewOptions({columns: 80})],
    ['at 120 columns', 'secret-120', viewOptions({columns: 120})],
    ['under 60 columns', 'secret-50', viewOptions({columns: 50})],
    ['in a pipe', 'secret-pipe', pipeOptions()],
    ['without UTF-8', 'secret-ascii', viewOptions({ascii: true})],
  ])('shows a stuck secret %s', async (_, name, options) => {
    const shown = statusView(stuckPicture, options)
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(options.columns)
    await expect(`${shown}\n`).toMatchFileSnapshot(`../../../golden/status/${name}.txt`)
  })

  it('uses no sign outside ASCII where the terminal has none', () => {
    const options = viewOptions({ascii: true})
    const nonAscii = /[^\n\x20-\x7e]/
    expect(fleetView(fleetPicture, options)).not.toMatch(nonAscii)
    expect(statusView(stuckPicture, options)).not.toMatch(nonAscii)
  })

  it('cuts a long name in its middle on a terminal and nowhere in a pipe', () => {
    const name = `prod/${'payments-'.repeat(12)}primary/db`
    const long = {...fleetPicture, lines: [aLine({name, verdict: 'healthy', why: ['rotation on, no failure since']})]}
    expect(fleetView(long, viewOptions())).toMatch(/prod\/pay\S*…\S*primary\/db/)
    expect(fleetView(long, pipeOptions())).toContain(name)
  })

  it('tells regions and accounts apart where there are several', () => {
    const other = aLine({name: 'prod/eu/db', verdict: 'healthy', why: ['rotation on'], region: 'eu-west-1'})
    const text = fleetView({...fleetPicture, lines: [...fleetPicture.lines, other]}, viewOptions({columns: 140}))
    expect(text).toMatch(/SECRET +REGION +IN USE/)
    expect(text).not.toContain('ACCOUNT')
    expect(text).toMatch(/prod\/eu\/db +eu-west-1/)
  })

  it('marks an age that is only an upper bound, and leaves no cell blank', () => {
    const line = aLine({
      name: 'a',
      verdict: 'healthy',
      why: ['rotation on'],
      inUse: {from: fleetPicture.startedAt - 40 * 86_400_000, to: fleetPicture.startedAt},
    })
    const [, row] = fleetView({...fleetPicture, lines: [line]}, viewOptions()).split('\n')
    expect(row).toMatch(/^✔ healthy +a +~40d +never +\? +rotation on$/)
  })

  it('shows hostile text as visible escapes', () => {
    const line = aLine({
      name: 'x',
      verdict: 'off',
      why: ['rotation off, its rules kept'],
      owningService: 'r\u001B[31mds\u202E',
    })
    const text = fleetView({...fleetPicture, lines: [line]}, pipeOptions())
    expect(text).toContain('r\\x1b[31mds\\u202e')
  })
})

describe('what could not be read', () => {
  it('is one line for each action, with three names at most', () => {
    const missing = ['a', 'b', 'c', 'd', 'e'].map(subject => ({
      fact: 'log' as const,
      subject,
      reason: 'no',
      action: 'logs:FilterLogEvents',
    }))
    const events = {fact: 'events' as const, subject: 'eu-central-1', reason: 'more events than were read'}
    expect(notReadLines([...missing, events, events])).toEqual([
      'Not read: logs of functions a, b, c and 2 more (logs:FilterLogEvents)',
      'Not read: events of eu-central-1 (more events than were read)',
    ])
  })
})
