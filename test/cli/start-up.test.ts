import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {manifestOf} from '../../src/lib/cli/manifest.ts'
import {commandFiles} from '../../tools/bundle.ts'
import {buildPackage, type Ended, root, runNode} from '../support/bundled.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'
import {runSecrot} from '../support/run-secrot.ts'

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

interface Loaded extends Ended {
  /** Files of the package that were loaded or opened. */
  readonly files: readonly string[]
  /** Names of Node's own modules, `http2` and `internal/deps/undici/undici`. */
  readonly builtin: readonly string[]
}

/** Notes each path that is loaded with require or opened with node:fs. */
const preload = `
const fs = require('node:fs')
const opened = new Set()
for (const [from, names] of [[fs, ['openSync', 'readFileSync', 'open', 'readFile']], [fs.promises, ['open', 'readFile']]]) {
  for (const name of names) {
    const real = from[name]
    from[name] = (path, ...rest) => (opened.add(String(path)), real.call(from, path, ...rest))
  }
}
process.on('exit', () => fs.writeFileSync(process.env.REPORT, JSON.stringify({
  files: [...new Set([...opened, ...Object.keys(require.cache)])],
  builtin: process.moduleLoadList.filter(name => name.startsWith('NativeModule ')).map(name => name.slice(13)),
})))`

/** Runs the package, the one of all tests or another, and tells what it loaded. */
async function loadedBy(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  where = folder,
): Promise<Loaded> {
  const report = join(scratch, 'report.json')
  const file = join(scratch, 'preload.cjs')
  writeFileSync(file, preload)
  const ended = await runNode(['-r', file, join(where, 'bin/run.js'), ...argv], {
    SECROT_STATE_DIR: scratch,
    XDG_CACHE_HOME: scratch,
    REPORT: report,
    ...env,
  })
  const seen = JSON.parse(readFileSync(report, 'utf8')) as Pick<Loaded, 'files' | 'builtin'>
  return {...ended, builtin: seen.builtin, files: seen.files.filter(path => path.startsWith(where))}
}

describe('without AWS', () => {
  it.each([
    [['--version'], 0],
    [['--help'], 0],
    [['status', '--help'], 0],
    [['sandbox', '--help'], 0],
    [['status', 'prod/api'], 2],
    [['sandbox', 'load', 'nope'], 1],
  ])('%j opens at most 10 files of the package', async (argv, code) => {
    const loaded = await loadedBy(argv)
    expect(loaded.code).toBe(code)
    expect(loaded.files).toContain(run)
    expect(loaded.files.length).toBeLessThanOrEqual(10)
  })

  it('each command finds a wrong flag with at most 10 files of the package', async () => {
    const {commands} = JSON.parse(await manifestOf(root)) as {commands: object}
    for (const id of Object.keys(commands)) {
      const {code, files} = await loadedBy([...id.split(':'), '--nope'])
      expect({id, code}).toEqual({id, code: 2})
      expect({id, over: files.slice(10)}).toEqual({id, over: []})
    }
  }, 60_000)

  it.each([[['--help']], [['--version']], [['status', '--help']], [['sandbox', '--help']], [['status', '--nope']]])(
    '%j loads none of the slow parts of Node',
    async argv => {
      const {builtin} = await loadedBy(argv)
      expect(builtin).toContain('fs')
      expect(builtin.filter(name => /(^|\/)(undici|http2|child_process|readline)$/.test(name))).toEqual([])
    },
  )
})

describe('a further command', () => {
  it('opens no further file for the others, whatever it shares with them', async () => {
    const folderOfOne = mkdtempSync(join(tmpdir(), 'secrot-command-'))
    const file = join(folderOfOne, 'commands/zebra.ts')
    mkdirSync(join(folderOfOne, 'commands'))
    const shares = [
      'cli/watching-command',
      'cli/sandbox-command',
      'operations/status-fleet',
      'operations/mutate',
      'output/table',
    ]
    const imports = shares.map((name, index) => `import * as part${index} from '${root}/src/lib/${name}.ts'`)
    const parts = shares.map((_, index) => `part${index}`).join(', ')
    writeFileSync(
      file,
      [...imports, `export default class Zebra extends part0.WatchingCommand { parts = [${parts}] }`].join('\n'),
    )
    const larger = await buildPackage([...commandFiles(), file])
    try {
      for (const argv of [
        ['--version'],
        ['--help'],
        ['status', '--help'],
        ['status', '--nope'],
        ['sandbox', 'reset'],
      ]) {
        const [before, after] = [await loadedBy(argv), await loadedBy(argv, {}, larger)]
        expect({argv, code: after.code, more: Math.max(0, after.files.length - before.files.length)}).toEqual({
          argv,
          code: before.code,
          more: 0,
        })
      }
    } finally {
      for (const path of [folderOfOne, larger]) rmSync(path, {recursive: true, force: true})
    }
  })
})

describe('a healthy secret', () => {
  let fleet: RotatingFleet
  let env: Readonly<Record<string, string>>

  beforeAll(async () => {
    // A manual clock, so that nothing happens beside what the CLI asks for; at today's time, so that its signature is taken.
    fleet = await startFleet({clock: {mode: 'manual', startAt: Date.now()}})
    await fleet.secret('prod/api', await fleet.rotator('api-rotation'))
    const {url, region, credentials} = fleet.sandbox
    env = {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }
  })

  afterAll(() => fleet[Symbol.asyncDispose]())

  it('costs one call, at most 30 files of the package, and no TLS where the endpoint has none', async () => {
    const before = fleet.sandbox.callRecord.entries().length
    const {code, stdout, files, builtin} = await loadedBy(['status', 'prod/api'], env)
    expect(stdout).toMatch(/^✔ healthy {2}prod\/api/m)
    expect(code).toBe(0)
    const calls = fleet.sandbox.callRecord.entries().slice(before)
    expect(calls.map(({kind, operation, status}) => ({kind, operation, status}))).toEqual([
      {kind: 'call', operation: 'DescribeSecret', status: 200},
    ])
    expect(files.length).toBeLessThanOrEqual(30)
    expect(builtin.filter(name => /(^|\/)(undici|http2|child_process|readline|https|tls)$/.test(name))).toEqual([])
  })

  it('is shown by the package as by the sources', async () => {
    const untimed = (text: string): string => text.replaceAll(/\d\d:\d\d:\d\d(\.\d+)?Z|\d+\.\ds$/gm, 'TIME')
    for (const line of [
      ['status', 'prod/api'],
      ['status', 'prod/api', '--json'],
      ['status', 'nope'],
      ['status'],
      ['versions', 'prod/api'],
    ]) {
      const bundled = await runNode([run, ...line], {...env, SECROT_STATE_DIR: scratch})
      const {stdout, stderr, exitCode} = await runSecrot(line, {sandbox: fleet.sandbox})
      expect({line, code: bundled.code, stdout: untimed(bundled.stdout), stderr: untimed(bundled.stderr)}).toEqual({
        line,
        code: exitCode,
        stdout: untimed(stdout),
        stderr: untimed(stderr),
      })
    }
  })
})
