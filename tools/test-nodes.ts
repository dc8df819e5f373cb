/**
 * Runs the process tests (test/cli) on each Node.js that secrot supports: those of tools/nodes, which are installed here
 * and by nobody else, and the one that develops it. `npm run test:nodes -- 22` runs that major alone. Exit 1 when a run failed.
 */
import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const home = path.join(root, 'tools/nodes')
const wanted = process.argv[2]

/** The program of a major version as its npm package carries it. */
function nodeOf(major: number): string {
  const name = `node-${major}-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  return path.join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

function run(command: string, args: readonly string[], cwd: string, env = process.env): boolean {
  return spawnSync(command, args, {cwd, env, stdio: 'inherit', shell: process.platform === 'win32'}).status === 0
}

const others = [22, 26].map(nodeOf)
if (!others.every(node => existsSync(node)) && !run('npm', ['ci'], home)) {
  throw new Error('the other versions of Node.js could not be installed')
}
const missing = others.filter(node => !existsSync(node))
if (missing.length > 0) throw new Error(`no package carries them for this machine: ${missing.join(', ')}`)

const failed: string[] = []
for (const node of [others[0] ?? '', process.execPath, others[1] ?? '']) {
  const version = spawnSync(node, ['--version'], {encoding: 'utf8'}).stdout.trim()
  if (wanted !== undefined && !version.startsWith(`v${wanted}.`)) continue
  console.log(`== Node.js ${version}`)
  // Whatever a test starts as `node` is that one, too.
  const PATH = [path.dirname(node), process.env['PATH']].join(path.delimiter)
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  const passed = run(node, [vitest, 'run', 'test/cli', '--maxWorkers=1'], root, {...process.env, PATH})
  if (!passed) failed.push(version)
}
if (failed.length > 0) {
  console.error(`failed on ${failed.join(', ')}`)
  process.exitCode = 1
}
