import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {type PostgresServer, startPostgres, withoutPostgres} from '../support/postgres.ts'
import {allPass, cellsOfCall, onlyItems, rehearseReally, verdictsOf} from './support/real-server.ts'

const correct = readFileSync(new URL('../corpus/node/alt-postgres.mjs', import.meta.url), 'utf8')
const change = 'const change = `ALTER ROLE ${user} PASSWORD ${escapeLiteral(pending.password)}`'
const own = 'const own = `ALTER ROLE ${escapeIdentifier(current.username)} PASSWORD ${escapeLiteral(pending.password)}`'
/** Gives the new password to the user in use as well. */
const impatient = correct.replace(change, `${own}\n  ${change.replace(/`$/, '; ${own}`')}`)

/** What says that the user in use goes on working, and that the other one is really asked. */
const ITEMS = [
  'create-revokes-nothing',
  'set-repeat-changes-nothing',
  'set-refuses-other-identity',
  'test-exercises-pending',
  'test-fails-on-rejected-value',
  'old-credential-survives-finish',
  'rollback-still-works',
  'two-secrets-one-function',
]

const servers = withoutPostgres === undefined ? ['a real PostgreSQL server'] : []

describe.each(servers)('a rehearsal of alternating users on %s', () => {
  let postgres: PostgresServer
  let folder: string

  beforeAll(async () => {
    postgres = await startPostgres()
    folder = mkdtempSync(join(tmpdir(), 'secrot-targets-'))
    const users = ['app', 'app_clone', 'other', 'other_clone']
    for (const user of users) await postgres.query(`CREATE ROLE ${user} LOGIN`)
    await postgres.query('CREATE ROLE rotation LOGIN CREATEROLE')
    writeFileSync(join(folder, 'admin.json'), JSON.stringify(postgres.admin), {mode: 0o600})
    const admin = {loginFile: './admin.json'}
    const target = {port: postgres.port, database: 'postgres', users, master: 'rotation', admin}
    writeFileSync(join(folder, 'targets.yaml'), JSON.stringify({targets: [{postgres: target}]}))
  }, 60_000)

  afterAll(async () => {
    await postgres[Symbol.asyncDispose]()
    rmSync(folder, {recursive: true})
  })

  const rehearse = (source: string, argv: readonly string[]) =>
    rehearseReally({source, client: 'pg', target: ['--targets', join(folder, 'targets.yaml')], env: {}}, ...argv)

  it('finds nothing in a correct one', async () => {
    const {run, report} = await rehearse(correct, onlyItems(ITEMS))
    expect(verdictsOf(report, ITEMS)).toEqual(allPass(ITEMS))
    expect(run).toMatchObject({exitCode: 0})
    expect(report).toMatchObject({verdict: 'conformant', handler: {kind: 'alt'}})
  }, 180_000)

  it('finds the user in use working whatever happens to the connection of the master', async () => {
    const {report} = await rehearse(correct, cellsOfCall('setSecret/6', ['lost-reply', 'kill-after', 'slow-past']))
    const items = ['crash-is-safe', 'crash-is-live', 'service-retry-settles']
    expect(verdictsOf(report, items)).toEqual(allPass(items))
    expect(report.crashMatrix).toMatchObject({cells: 3, unsafe: 0, stuck: 0})
  }, 180_000)

  it('catches the one that changes the user in use', async () => {
    expect(impatient).not.toBe(correct)
    const broken = ['old-credential-survives-finish', 'rollback-still-works']
    const {run, report} = await rehearse(impatient, onlyItems(broken))
    expect(run.exitCode).toBe(3)
    expect(verdictsOf(report, broken)).toEqual(Object.fromEntries(broken.map(id => [id, 'fail'])))
  }, 180_000)
})
