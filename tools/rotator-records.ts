/**
 * Rehearses the packages of the rotators and keeps what came of it, to be shipped with them. To be run whenever a package
 * changes: npm run rotators:record, with names for some of them. Those for databases start a server of their own, and are
 * passed over where none is installed.
 */
import {execFileSync} from 'node:child_process'
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {packagedRotator} from '../src/lib/rotators/catalogue.ts'
import {serverOf, startDatabaseStage, withoutServer} from '../test/support/database-stage.ts'
import {buildRotators, recordFile, rotatorNames} from './rotators.ts'

const root = resolve(import.meta.dirname, '..')
const SEED = '7'

async function record(name: string): Promise<void> {
  const about = packagedRotator(name)
  if (about === undefined || serverOf(about) === undefined) return rehearse(name, [])
  const missing = withoutServer(about)
  if (missing !== undefined) return console.warn(`${name} is not rehearsed: ${missing}`)
  await using stage = await startDatabaseStage(about)
  rehearse(name, stage.flags)
}

function rehearse(name: string, flags: readonly string[]): void {
  const work = mkdtempSync(join(tmpdir(), 'secrot-rotator-record-'))
  const env = {...process.env, SECROT_STATE_DIR: join(work, 'state')}
  const secrot = (...argv: readonly string[]): void => {
    execFileSync(process.execPath, [join(root, 'bin/dev.js'), ...argv], {env, stdio: 'inherit'})
  }
  try {
    const exported = join(work, 'exported.json')
    secrot('rehearse', name, ...flags, '--seed', SEED, '--strict')
    secrot('rehearsal', 'export', '--out', exported)
    const file = recordFile(name)
    mkdirSync(dirname(file), {recursive: true})
    copyFileSync(exported, file)
    // An export is for its owner alone; this is part of the package, which everybody reads.
    chmodSync(file, 0o644)
    execFileSync(join(root, 'node_modules/.bin/oxfmt'), [file], {stdio: 'inherit'})
  } finally {
    rmSync(work, {recursive: true, force: true})
  }
}

const folder = join(root, 'dist/rotators')
await buildRotators(folder)
const named = process.argv.slice(2)
for (const name of named.length === 0 ? rotatorNames() : named) await record(name)
await buildRotators(folder)
