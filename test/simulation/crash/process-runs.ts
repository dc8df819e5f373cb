import {fork, type ChildProcess} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, readdirSync} from 'node:fs'
import {rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {rolldown} from 'rolldown'
import type {JournalEntry} from '../../../src/lib/journal/journal.ts'
import type {DoctorResult} from '../../../src/lib/operations/doctor-result.ts'
import {clientEnvironment, type Sandbox} from '../../../src/lib/sandbox/index.ts'
import type {CallRecordEntry} from '../../../src/lib/sandbox/kernel.ts'
import {Checker} from './checker.ts'
import type {SecrotEnd} from './model.ts'
import type {CrashPlan} from './plan.ts'
import {play, type Played, type RunSecrot} from './play.ts'
import {isJournaled} from './journals.ts'
import {buildStage, type Stage} from './stage.ts'
import {doctorArgv, rotateArgv} from './wishes.ts'

const root = resolve(import.meta.dirname, '../../..')
/** Real time that a run of secrot may take before it counts as stuck. */
const longestRunMs = 120_000

/** Process runs: secrot and the function are processes of their own, over sockets; a death is a kill −9. */
export class ProcessRuns implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'secrot-crash-'))
  #script: Promise<string> | undefined

  async play(plan: CrashPlan): Promise<Played & {readonly record: readonly CallRecordEntry[]}> {
    this.#script ??= bundleSecrot(this.#folder)
    const script = await this.#script
    const checker = new Checker()
    const rule: {index: number | undefined} = {index: undefined}
    const running: {child?: ChildProcess} = {}
    const stage = await buildStage({
      ...plan,
      listen: true,
      onEntry: entry => {
        checker.see(entry)
        // Before anything of the answer is written: the process never learns what became of its call.
        if (entry.kind === 'fault' && entry.detail?.['rule'] === rule.index) running.child?.kill('SIGKILL')
      },
    })
    try {
      let runs = 0
      const stateFolder = join(this.#folder, `state-${plan.seed}`)
      const secrot: RunSecrot = async command => {
        runs += 1
        checker.journaled = action => journalsIn(stateFolder).some(journal => isJournaled(journal, action))
        const argv = command.name === 'doctor' ? doctorArgv(stage, command.wishes) : rotateArgv(stage)
        const env = {
          ...environmentOf(stage, this.#folder),
          SECROT_STATE_DIR: stateFolder,
          SECROT_SIMULATED_SEED: String(plan.seed * 100 + runs),
          SECROT_SIMULATED_NOW: String(stage.sandbox.clock.now()),
        }
        const child = fork(script, [...argv], {cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: []})
        running.child = child
        return endOf(child, stage)
      }
      const played = await play(plan, {stage, checker, deathRule: rule, secrot})
      return {...played, record: stage.sandbox.callRecord.entries()}
    } finally {
      await stage.sandbox.stop()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, {recursive: true, force: true})
  }
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
    NODE_COMPILE_CACHE: join(home, 'compile-cache'),
  }
}

async function endOf(child: ChildProcess, {sandbox}: Stage): Promise<SecrotEnd> {
  const said = {stdout: '', stderr: ''}
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  child.on('message', (message: {until: number}) => void passTime(child, sandbox, message.until))
  const stuck = setTimeout(() => child.kill('SIGTERM'), longestRunMs)
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(done =>
    child.once('close', (...end: [number | null, NodeJS.Signals | null]) => done(end)),
  )
  clearTimeout(stuck)
  if (signal === 'SIGKILL') return {kind: 'died'}
  if (signal !== null || code === null) throw new Error(`secrot ended by ${signal}: ${said.stderr}`)
  const answer = JSON.parse(said.stdout) as DoctorResult & {error?: {code: string; message: string}}
  if (answer.error !== undefined)
    return {kind: 'ended', exitCode: code, failure: `${answer.error.code}: ${answer.error.message}`}
  return {kind: 'ended', exitCode: code, ...('secrets' in answer ? {report: answer} : {})}
}

async function passTime(child: ChildProcess, {clock}: Sandbox, until: number): Promise<void> {
  await clock.advanceTo(Math.max(clock.now(), until))
  if (child.connected) child.send({now: clock.now()}, () => undefined)
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
