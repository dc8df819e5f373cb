import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Random} from '../../src/lib/operations/context.ts'
import {RandomStream} from '../../src/lib/sandbox/random.ts'
import {shellCommand} from '../../src/lib/shell-words.ts'
import type {RunSecrotOptions} from '../../test/support/run-secrot.ts'
import {startOncall, withoutEndpoint, type TestOncall} from '../../test/transcripts/oncall.ts'

/** Wide enough for every table, narrow enough for a page. */
export const COLUMNS = 100

export interface Take extends RunSecrotOptions {
  /** false: AWS does nothing while the command waits. Absent: true. */
  readonly follows?: boolean
  /** Absent: 0. */
  readonly exitCode?: number
}

export interface PageStage extends AsyncDisposable {
  readonly oncall: TestOncall
  /** The folder of the journal. */
  readonly stateDir: string
  /** Runs a command as a person in a terminal would; its transcript. Throws when it ends with another code. */
  readonly take: (argv: readonly string[], options?: Take) => Promise<string>
}

/** The on-call story in virtual time, with chance that is drawn from a seed: the same transcripts each time. */
export async function startStage(): Promise<PageStage> {
  const oncall = await startOncall()
  const stateDir = await mkdtemp(join(tmpdir(), 'secrot-pages-'))
  const random = seededRandom()
  return {
    oncall,
    stateDir,
    async take(argv, {exitCode = 0, ...options} = {}) {
      const typed = shellCommand(['secrot', ...argv])
      const env = {NO_COLOR: '1', LANG: 'C.UTF-8', SECROT_CONFIG_DIR: stateDir}
      const settings = {columns: COLUMNS, follows: true, random, stateDir, env, ...options}
      const run = await oncall.run(argv, settings).catch((cause: unknown) => {
        throw new Error(`no transcript of ${typed}`, {cause})
      })
      // Where a heading was broken before the endpoint, a dot is left.
      const text = `$ ${typed}\n${withoutEndpoint(run.text, COLUMNS).replaceAll(/ ·$/gm, '')}`.trimEnd()
      if (run.exitCode !== exitCode) throw new Error(`ended with ${run.exitCode}, not ${exitCode}:\n${text}`)
      return text
    },
    async [Symbol.asyncDispose]() {
      await oncall[Symbol.asyncDispose]()
      await rm(stateDir, {recursive: true, force: true})
    },
  }
}

function seededRandom(): Random {
  const stream = new RandomStream(1, 'pages')
  return {
    uuid: () => stream.uuid(),
    unit: () => stream.unit(),
    bytes: length => Uint8Array.from({length}, () => Math.floor(stream.unit() * 256)),
  }
}
