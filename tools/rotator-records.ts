/**
 * Rehearses the packages of the rotators and keeps what came of it, to be shipped with them. To be run whenever a package
 * changes: npm run rotators:record, with names for some of them (random-password, random-password.inline). Those for
 * databases start a server of their own, and are passed over where none is installed.
 */
import {execFileSync} from 'node:child_process'
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {packagedRotator} from '../src/lib/rotators/catalogue.ts'
import {serverOf, startDatabaseStage, withoutServer} from '../test/support/database-stage.ts'
import {buildRotators, packagesOf, recordFile, rotatorNames, type ShippedPackage} from './rotators.ts'

const root = resolve(import.meta.dirname, '..')
const SEED = '7'

/** How a package is named to `rehearse`: without the SDK it is a zip like one from elsewhere. */
function subjectOf({name, zip, code}: ShippedPackage, work: string): readonly string[] {
  const about = aboutOf({name})
  if (code === undefined || about === undefined) return [name]
  const file = join(work, `${name}.zip`)
  writeFileSync(file, zip)
  const {handler, runtime, timeoutSeconds} = about.function
  const declared = ['--handler', handler, '--runtime', runtime, '--time-limit', `${timeoutSeconds}s`]
  const value = about.rehearsedWith === undefined ? [] : ['--value-file', join(work, 'value.json')]
  if (about.rehearsedWith !== undefined) writeFileSync(join(work, 'value.json'), about.rehearsedWith)
  return [file, '--kind', about.kind, '--target', about.rehearsedOn, ...value, ...declared]
}

function aboutOf({name}: Pick<ShippedPackage, 'name'>) {
  return packagedRotator(name.replace(/\.inline$/, ''))
}

async function record(shipped: ShippedPackage): Promise<void> {
  const about = aboutOf(shipped)
  if (about === undefined || serverOf(about) === undefined) return rehearse(shipped, [])
  const missing = withoutServer(about)
  if (missing !== undefined) return console.warn(`${shipped.name} is not rehearsed: ${missing}`)
  await using stage = await startDatabaseStage(about)
  rehearse(shipped, stage.flags)
}

function rehearse(shipped: ShippedPackage, flags: readonly string[]): void {
  const {name} = shipped
  const work = mkdtempSync(join(tmpdir(), 'secrot-rotator-record-'))
  const env = {...process.env, SECROT_STATE_DIR: join(work, 'state')}
  const secrot = (...argv: readonly string[]): void => {
    execFileSync(process.execPath, [join(root, 'bin/dev.js'), ...argv], {env, stdio: 'inherit'})
  }
  try {
    const exported = join(work, 'exported.json')
    secrot('rehearse', ...subjectOf(shipped, work), ...flags, '--seed', SEED, '--strict')
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
const packages = (await Promise.all(rotatorNames().map(packagesOf))).flat()
for (const one of packages) if (named.length === 0 || named.includes(one.name)) await record(one)
await buildRotators(folder)
