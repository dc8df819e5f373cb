import {execFile} from 'node:child_process'
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {type RotatorBench, startRotators} from '../support/node-rotator.ts'
import {sandboxEnv} from '../support/run-secrot.ts'

const root = resolve(import.meta.dirname, '../..')
/** What is judged is other tests' matter: of each rehearsal only the undisturbed rotation is played. */
const SHORT = '--only loads-and-answers --cell rotation'

const pages = await Promise.all(
  ['rehearse.md', 'rehearse-targets.md'].map(name => readFile(join(root, 'docs', name), 'utf8')),
)
const blocks = pages.map(page =>
  Array.from(page.matchAll(/^```(?:sh)?\n([^`]*?)\n```$/gm), ([, text = '']) => text).filter(text =>
    text.includes('secrot rehearse'),
  ),
)
const [general = [], targets = []] = blocks

let bench: RotatorBench
let folder = ''

beforeAll(async () => {
  bench = await startRotators()
  await bench.rotator('api-rotation')
  folder = await mkdtemp(join(tmpdir(), 'secrot-docs-rehearse-'))
  const script = `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin/dev.js')} "$@" ${SHORT}\n`
  await writeFile(join(folder, 'secrot'), script, {mode: 0o755})
  const source = (name: string) => readFile(join(root, 'test/corpus/node', `${name}.mjs`), 'utf8')
  await mkdir(join(folder, 'rotation'))
  await writeFile(join(folder, 'rotation/index.mjs'), await source('add-iam'))
  await writeFile(join(folder, 'rotation.zip'), zipFiles({'index.mjs': await source('rep')}))
}, 60_000)

afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await rm(folder, {recursive: true, force: true})
})

interface Typed {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A block as it is pasted into a shell of a folder with the files that it names. */
function typed(script: string): Promise<Typed> {
  const {promise, resolve: done} = Promise.withResolvers<Typed>()
  const env = {
    ...sandboxEnv(bench.sandbox),
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    NO_COLOR: '1',
    SECROT_STATE_DIR: join(folder, 'state'),
  }
  execFile('sh', ['-c', script], {cwd: folder, env}, (error, stdout, stderr) =>
    done({exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr}),
  )
  return promise
}

const report = (name: string) => readFile(join(folder, name), 'utf8')

describe('the page about rehearsals', {timeout: 240_000}, () => {
  it('has blocks for a first look, for CI and for known violations', () => {
    expect(general.map(block => block.split('\n').length)).toEqual([3, 4, 2])
  })

  it.each((general[0] ?? '').split('\n'))('runs: %s', async line => {
    const {exitCode, stderr} = await typed(line)
    expect({exitCode, stderr}).toMatchObject({exitCode: 0, stderr: expect.stringContaining('✔ finishSecret')})
  })

  it('gives CI a report of JUnit, and the exit code of the rehearsal', async () => {
    const [, recipe = ''] = general
    expect(await typed(recipe)).toMatchObject({exitCode: 0})
    expect(await report('rehearsal.xml')).toMatch(/<testcase [^]*loads-and-answers/)
    const broken = zipFiles({'index.mjs': "export const handler = async () => { throw new Error('not yet') }"})
    await writeFile(join(folder, 'broken.zip'), broken)
    expect(await typed(recipe.replace('rotation.zip', 'broken.zip'))).toMatchObject({exitCode: 3})
    expect(await report('rehearsal.xml')).toMatch(/<failure [^]*createSecret failed/)
  })

  it('lets known violations pass once they are written down, and no others', async () => {
    const [, , baseline = ''] = general
    const [first = '', second = ''] = baseline.replaceAll('rotation.zip', 'broken.zip').split('\n')
    expect(await typed(first)).toMatchObject({exitCode: 3})
    expect(await typed(second)).toMatchObject({exitCode: 0, stdout: expect.stringContaining('known to the baseline')})
    await writeFile(
      join(folder, 'known-violations.json'),
      JSON.stringify({...(JSON.parse(await report('known-violations.json')) as object), items: []}),
    )
    expect(await typed(second)).toMatchObject({exitCode: 3})
  })
})

describe('the page about targets', {timeout: 240_000}, () => {
  it('names a PostgreSQL server as the command takes it', async () => {
    const postgres = targets.find(block => block.includes('--target postgres')) ?? ''
    // Without the server itself, which the page wants; what it needs of PostgreSQL is other tests' matter.
    const line = postgres.split('\n').find(text => text.startsWith('secrot')) ?? ''
    const {stderr} = await typed(`PGHOST=127.0.0.1 PGPORT=1 PGUSER=postgres PGPASSWORD=x PGDATABASE=shop ${line}`)
    expect(stderr).toContain('✖ TARGET_UNUSABLE: The PostgreSQL server at 127.0.0.1:1 did not let postgres in')
  })

  it('has files of targets that the command reads', async () => {
    const files = Array.from((pages[1] ?? '').matchAll(/^```yaml\n([^`]*?)\n```$/gm), ([, text = '']) => text)
    expect(files).toHaveLength(2)
    await writeFile(join(folder, 'admin.json'), '{"user": "postgres", "password": "x"}', {mode: 0o600})
    for (const text of files) {
      await writeFile(join(folder, 'targets.yaml'), text.replace('host: 127.0.0.1', '$&\n      port: 1'))
      const {stderr} = await typed('secrot rehearse ./rotation --targets targets.yaml')
      expect(stderr).toContain('✖ TARGET_UNUSABLE')
    }
  })
})
