/**
 * Rehearses the function of the demo's logins as it is deployed, and writes what came of it beside its code. To be run
 * whenever that code changes: npm run demo:record.
 */
import {execFileSync} from 'node:child_process'
import {chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {RECORDS_FILE} from '../src/lib/operations/demo-records.ts'
import {demoFolder} from '../src/lib/sandbox/index.ts'
import {LOGIN_VALUE, loginPackage, loginRehearsal} from '../test/support/demo-package.ts'

const root = resolve(import.meta.dirname, '..')
const work = mkdtempSync(join(tmpdir(), 'secrot-demo-record-'))
const env = {...process.env, SECROT_STATE_DIR: join(work, 'state')}

function secrot(...argv: readonly string[]): void {
  execFileSync(process.execPath, [join(root, 'bin/dev.js'), ...argv], {env, stdio: 'inherit'})
}

try {
  const zip = join(work, 'login-rotation.zip')
  const value = join(work, 'value.json')
  writeFileSync(zip, loginPackage())
  writeFileSync(value, LOGIN_VALUE)
  secrot('rehearse', ...loginRehearsal(zip, value), '--strict')
  const exported = join(work, RECORDS_FILE)
  const shipped = join(demoFolder(), RECORDS_FILE)
  secrot('rehearsal', 'export', '--out', exported)
  copyFileSync(exported, shipped)
  // An export is for its owner alone; this is part of the package, which everybody reads.
  chmodSync(shipped, 0o644)
  execFileSync(join(root, 'node_modules/.bin/oxfmt'), [shipped], {stdio: 'inherit'})
} finally {
  rmSync(work, {recursive: true, force: true})
}
