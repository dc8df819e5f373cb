import {spawnSync} from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {manifestOf} from '../../src/lib/cli/manifest.ts'
import {buildPackage, root, runNode, type Ended} from '../support/bundled.ts'
import {runSecrot} from '../support/run-secrot.ts'
import {withLightBuiltins} from '../../tools/builtins.ts'
import {patched, patches} from '../../tools/patches.ts'

let folder: string
let run: string
let scratch: string

beforeAll(async () => {
  folder = await buildPackage()
  run = join(folder, 'bin/run.js')
  scratch = mkdtempSync(join(tmpdir(), 'secrot-scratch-'))
}, 60_000)

afterAll(() => {
  for (const path of [folder, scratch]) rmSync(path, {recursive: true, force: true})
})

/** Runs Node with a home of its own, where the compile cache goes. */
function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runNode(argv, {HOME: join(scratch, 'home'), ...env})
}

describe('the package', () => {
  it('carries a manifest of the commands as they are now (npm run manifest)', async () => {
    expect(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')).toBe(await manifestOf(root))
  })

  it('says and does the same as the sources', async () => {
    const ids = Object.keys((JSON.parse(await manifestOf(root)) as {commands: object}).commands)
    const lines = [[], ['--help'], ['--version'], ['nope'], ['nope', '--json'], ['--nope'], ['nope', '--help']]
    for (const id of ids) lines.push([...id.split(':'), '--help'])
    for (const id of ids) lines.push([...id.split(':'), '--nope'], [...id.split(':'), '--nope', '--json'])
    const undated = (text: string): string => text.replaceAll(/"(startedAt|endedAt)": ".*"/g, '')
    for (const line of lines) {
      const bundled = await start([run, ...line])
      const {stdout, stderr, exitCode} = await runSecrot(line)
      expect({line, ...bundled, stdout: undated(bundled.stdout)}).toEqual({
        line,
        stdout: undated(stdout),
        stderr,
        code: exitCode,
      })
    }
  }, 120_000)

  it('and the sources start the same way', async () => {
    expect(await start([join(root, 'bin/dev.js'), '--help'])).toEqual(await start([run, '--help']))
  })

  it('shows no text of an error that nobody caught: it may quote a value', async () => {
    const preload = join(scratch, 'throw.cjs')
    writeFileSync(preload, `setTimeout(() => JSON.parse('hunter2'), Number(process.env.AFTER))`)
    for (const argv of [[run], [join(root, 'bin/dev.js')]]) {
      const env = {AFTER: '2500', SECROT_STATE_DIR: scratch, NODE_NO_WARNINGS: '1'}
      const {code, stderr} = await start(['-r', preload, ...argv, 'sandbox', 'start'], env)
      expect(stderr).toContain('UNEXPECTED: Unexpected SyntaxError')
      expect(stderr).not.toContain('hunter2')
      expect(code).toBe(1)
    }
  })

  it('ends quietly when its reader goes away', () => {
    const {status, stderr} = spawnSync(
      'sh',
      ['-c', `("$0" "$1" --help; echo "$?" >&2) | head -c 1`, process.execPath, run],
      {encoding: 'utf8'},
    )
    expect({status, stderr}).toEqual({status: 0, stderr: '0\n'})
  })
})

describe('a Node that is', () => {
  it.each([
    ['20.20.2', 2],
    ['22.22.1', 2],
    ['22.22.2', 0],
    ['23.11.0', 2],
    ['24.14.9', 2],
    ['24.15.0', 0],
    ['25.2.0', 2],
    ['26.0.0', 0],
  ])('%s ends with %d', async (version, code) => {
    const preload = join(scratch, 'version.cjs')
    writeFileSync(preload, `Object.defineProperty(process, 'versions', {value: {node: process.env.PRETENDED}})`)
    const ended = await start(['-r', preload, run, '--version'], {PRETENDED: version})
    expect(ended.code).toBe(code)
    if (code === 2) expect(ended.stderr.trimEnd().split('\n')).toHaveLength(2)
  })
})

describe('compiled code', () => {
  it('is kept in a folder of the user alone', async () => {
    const cache = mkdtempSync(join(scratch, 'own-'))
    await start([run, '--help'], {XDG_CACHE_HOME: cache})
    expect(readdirSync(join(cache, 'secrot'))).toHaveLength(1)
  })

  it('is neither kept nor taken where others may write', async () => {
    const cache = mkdtempSync(join(scratch, 'shared-'))
    mkdirSync(join(cache, 'secrot'))
    chmodSync(join(cache, 'secrot'), 0o777)
    const {code} = await start([run, '--help'], {XDG_CACHE_HOME: cache})
    expect(code).toBe(0)
    expect(readdirSync(join(cache, 'secrot'))).toEqual([])
    expect(existsSync(join(cache, 'secrot'))).toBe(true)
  })

  it.runIf(process.geteuid?.() === 0)(
    'is neither kept nor taken in a folder of another user (runs as root)',
    async () => {
      const cache = mkdtempSync(join(scratch, 'theirs-'))
      mkdirSync(join(cache, 'secrot'), {mode: 0o700})
      chownSync(join(cache, 'secrot'), 12_345, 12_345)
      const {code} = await start([run, '--help'], {XDG_CACHE_HOME: cache})
      expect(code).toBe(0)
      expect(readdirSync(join(cache, 'secrot'))).toEqual([])
    },
  )
})

describe('the built-in modules of a chunk', () => {
  const chunk = 'let node_zlib = require("node:zlib");\nlet node_fs = require("node:fs");\n'

  it('are loaded on use where they are slow', () => {
    expect(withLightBuiltins(`${chunk}node_zlib.crc32(node_fs)`)).toBe(
      'const node_zlib = {get crc32() { return require("node:zlib").crc32 }};\n' +
        'let node_fs = require("node:fs");\nnode_zlib.crc32(node_fs)',
    )
  })

  it('stay as they are where a whole module is handed on', () => {
    expect(withLightBuiltins(`${chunk}use(node_zlib)`)).toBe(`${chunk}use(node_zlib)`)
  })

  it('have a default export without a copy of each member', () => {
    expect(withLightBuiltins('let node_os = require("node:os");\nnode_os = __toESM(node_os, 1);\n')).toBe(
      'let node_os = require("node:os");\nnode_os = {__proto__: node_os, default: node_os};\n',
    )
  })
})

describe('a patch of a dependency', () => {
  it.each(patches)('still matches: $file ($why)', ({file}) => {
    const path = join(root, 'node_modules', file)
    expect(patched(path, readFileSync(path, 'utf8'))).not.toBe(readFileSync(path, 'utf8'))
  })

  it('that no longer matches fails the build', () => {
    expect(() => patched('node_modules/@oclif/core/lib/util/os.js', 'nothing of the kind')).toThrow('matches 0 times')
  })
})
