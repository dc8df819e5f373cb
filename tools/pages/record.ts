import {spawn} from 'node:child_process'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {text} from 'node:stream/consumers'
import {RECORDED_FOLDER} from './pages.ts'
import {COLUMNS} from './stage.ts'
import {runInTerminal, textOf} from '../pictures/terminal.ts'
import {shellCommand} from '../../src/lib/shell-words.ts'

const root = resolve(import.meta.dirname, '../..')

/** Takes the transcripts that play in real time: the demo, and a sandbox that runs in another terminal. */
export async function record(): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), 'secrot-record-'))
  await writeFile(join(state, 'secrot'), `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin/dev.js')} "$@"\n`, {
    mode: 0o755,
  })
  const env = {
    PATH: `${state}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: state,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SECROT_STATE_DIR: join(state, 'state'),
  }
  try {
    await takePiped('demo', ['demo'], env)
    await take('sandbox-run', ['sandbox', 'run', '--scenario', 'demo', '--', 'secrot', 'status'], env)
    await besideSandbox(env)
  } finally {
    await rm(state, {recursive: true, force: true})
  }
}

async function besideSandbox(env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(join(env['PATH']!.split(':')[0]!, 'secrot'), ['sandbox', 'start'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = text(child.stdout)
  await new Promise<void>(done => child.stderr.on('data', data => String(data).includes('Ctrl-C') && done()))
  await take('sandbox-load', ['sandbox', 'load', 'demo'], env)
  await take('sandbox-reset', ['sandbox', 'reset'], env)
  child.kill('SIGINT')
  // Made-up, and still nothing that should look like credentials in a page.
  const shown = (await stdout).replaceAll(/(ACCESS_KEY(?:_ID)?=).*/g, '$1…')
  await write('sandbox-start', ['sandbox', 'start'], shown)
}

async function take(name: string, argv: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const run = {file: join(env['PATH']!.split(':')[0]!, 'secrot'), args: argv, cwd: root, env, columns: COLUMNS}
  const {rows} = await runInTerminal({
    ...run,
    typed: shellCommand(['secrot', ...argv]),
    answers: ['y', 'y', 'y', 'y', 'y', 'y'],
  })
  await write(name, argv, textOf(rows).split('\n').slice(1).join('\n'))
}

/** For what prints paths of this machine: a pipe breaks no line, so that they can be told as a reader would type them. */
async function takePiped(name: string, argv: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn('/bin/sh', ['-c', `${shellCommand(['secrot', ...argv])} 2>&1`], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const shown = await text(child.stdout)
  const handlers = join(root, 'src/lib/sandbox/scenarios/demo/handlers')
  await write(
    name,
    argv,
    shown.replaceAll(`${process.execPath} ${handlers}/`, './').replaceAll(process.execPath, './login-probe.mjs'),
  )
}

function write(name: string, argv: readonly string[], shown: string): Promise<void> {
  return writeFile(join(RECORDED_FOLDER, `${name}.txt`), `$ ${shellCommand(['secrot', ...argv])}\n${shown.trimEnd()}\n`)
}
