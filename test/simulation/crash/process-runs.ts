import type {ChildProcess} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, readdirSync} from 'node:fs'
import {rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {rolldown} from 'rolldown'
import type {JournalEntry} from '../../../src/lib/journal/journal.ts'
import type {DoctorResult} from '../../../src/lib/operations/doctor-result.ts'
import type {SandboxSnapshot} from '../../../src/lib/sandbox/frame.ts'
import {clientEnvironment} from '../../../src/lib/sandbox/index.ts'
import type {CallRecordEntry} from '../../../src/lib/sandbox/kernel.ts'
import {Checker} from './checker.ts'
import type {SecrotEnd} from './model.ts'
import {beginningKey, type Beginning, type CrashPlan} from './plan.ts'
import {play, type Played, type RunSecrot} from './play.ts'
import {isJournaled} from './journals.ts'
import {SecrotPool, type RunEnd} from './secrot-pool.ts'
import {buildStage, type Stage} from './stage.ts'
import {doctorArgv, rotateArgv} from './wishes.ts'

const root = resolve(import.meta.dirname, '../../..')
interface Ready {
  readonly stage: Stage
  readonly begin: SandboxSnapshot
  readonly checker: Checker
  readonly hands: {child?: ChildProcess; readonly rule: {index: number | undefined}}
}

/**
 * Process runs: secrot and the function are processes of their own, over sockets; a death is a kill −9. Runs of one
 * beginning share a sandbox, which is put back for each: one after the other.
 */
export class ProcessRuns implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'secrot-crash-'))
  readonly #ready = new Map<string, Promise<Ready>>()
  #pool: Promise<SecrotPool> | undefined
  #played = 0

  async play(plan: CrashPlan): Promise<Played & {readonly record: readonly CallRecordEntry[]}> {
    this.#pool ??= poolIn(this.#folder)
    const pool = await this.#pool
    const {stage, begin, checker, hands} = await this.#of(plan)
    // A process of a function that waits for its next event serves the next run too.
    stage.sandbox.restore(begin, {workers: 'keep'})
    this.#played += 1
    const stateFolder = join(this.#folder, `state-${plan.seed}-${this.#played}`)
    checker.journaled = action => journalsIn(stateFolder).some(journal => isJournaled(journal, action))
    let runs = 0
    const secrot: RunSecrot = async command => {
      runs += 1
      const order = {
        argv: command.name === 'doctor' ? doctorArgv(stage, command.wishes) : rotateArgv(stage),
        env: {...environmentOf(stage, this.#folder), SECROT_STATE_DIR: stateFolder},
        chance: plan.seed * 100 + runs,
        now: stage.sandbox.clock.now(),
      }
      return endOf(await pool.run(plan.seed, order, stage.sandbox, child => (hands.child = child)))
    }
    const played = await play(plan, {stage, checker, deathRule: hands.rule, secrot})
    return {...played, record: stage.sandbox.callRecord.entries()}
  }

  /** No more runs of this beginning will come. */
  async end(beginning: Beginning): Promise<void> {
    const key = beginningKey(beginning)
    const ready = this.#ready.get(key)
    this.#ready.delete(key)
    await (await ready)?.stage.sandbox.stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const ready of this.#ready.values()) await (await ready).stage.sandbox.stop()
    await (await this.#pool)?.[Symbol.asyncDispose]()
    await rm(this.#folder, {recursive: true, force: true})
  }

  #of(plan: CrashPlan): Promise<Ready> {
    const key = beginningKey(plan)
    const known = this.#ready.get(key) ?? prepare(plan)
    this.#ready.set(key, known)
    return known
  }
}

async function prepare({target, history, attempts, trailDelayMs}: Beginning): Promise<Ready> {
  const checker = new Checker()
  const hands: Ready['hands'] = {rule: {index: undefined}}
  const stage = await buildStage({
    target,
    history,
    attempts,
    trailDelayMs,
    listen: true,
    onEntry: entry => {
      checker.see(entry)
      // Before anything of the answer is written: the process never learns what became of its call.
      if (entry.kind === 'fault' && entry.detail?.['rule'] === hands.rule.index) hands.child?.kill('SIGKILL')
    },
  })
  return {stage, begin: stage.sandbox.snapshot(), checker, hands}
}

async function poolIn(folder: string): Promise<SecrotPool> {
  const env = {PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: join(folder, 'compile-cache')}
  return new SecrotPool(await bundleSecrot(folder), root, env)
}

function environmentOf({sandbox, operator}: Stage, home: string): Record<string, string> {
  return {
    ...clientEnvironment(sandbox),
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    HOME: home,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

function endOf(end: RunEnd): SecrotEnd {
  if (end === 'killed') return {kind: 'died'}
  const {exitCode, stdout, stderr} = end
  if (stdout === '') throw new Error(`secrot printed nothing: ${stderr}`)
  const answer = JSON.parse(stdout) as DoctorResult & {error?: {code: string; message: string}}
  if (answer.error !== undefined)
    return {kind: 'ended', exitCode, failure: `${answer.error.code}: ${answer.error.message}`}
  return {kind: 'ended', exitCode, ...('secrets' in answer ? {report: answer} : {})}
}

/** What each run on this machine has written to its journal so far. */
function journalsIn(stateFolder: string): JournalEntry[][] {
  const folder = join(stateFolder, 'journal')
  const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.jsonl')) : []
  return files.map(name => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n')
    return lines.filter(line => line !== '').map(line => JSON.parse(line) as JournalEntry)
  })
}

/** secrot and its clock as one file, since a run's start must not cost more than the run. */
async function bundleSecrot(folder: string): Promise<string> {
  const built = await rolldown({
    input: join(import.meta.dirname, 'secrot-process.ts'),
    cwd: root,
    platform: 'node',
    logLevel: 'silent',
  })
  await built.write({dir: folder, format: 'esm', entryFileNames: 'secrot.mjs', chunkFileNames: 'chunk-[hash].mjs'})
  await built.close()
  return join(folder, 'secrot.mjs')
}
