/**
 * Writes docs/pictures anew: real commands on the sandbox's demo scenario, in a real terminal of 100 columns. Seed and
 * port are fixed, so that a second run differs in times and in what the functions' processes took, and in nothing else.
 */
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {clientEnvironment, startSandbox, type Sandbox} from '../src/lib/sandbox/index.ts'
import {shellCommand} from '../src/lib/shell-words.ts'
import {svgOf} from './pictures/svg.ts'
import {runInTerminal, textOf} from './pictures/terminal.ts'

const COLUMNS = 100
const root = resolve(import.meta.dirname, '..')
const handlers = join(root, 'src/lib/sandbox/scenarios/demo/handlers')

interface Scene {
  readonly name: string
  readonly typed: readonly string[]
  readonly exitCode: number
  readonly answers?: readonly string[]
  /** What happens just before. */
  readonly before?: (sandbox: Sandbox) => void
}

const scenes: readonly Scene[] = [
  {
    name: 'status',
    typed: ['status'],
    exitCode: 0,
    // Slow enough to be still rotating when the fleet is described again.
    before: sandbox => sandbox.logins.behave('mail', {delayMs: 20_000}),
  },
  {name: 'doctor', typed: ['doctor', 'prod/orders/db', '--probe', './login-probe.mjs'], exitCode: 3},
  {
    name: 'rotate',
    typed: ['rotate', 'prod/graphql/api-key', '--watch'],
    answers: ['y'],
    exitCode: 0,
    // Slow enough for its steps to be seen one after the other.
    before: sandbox => sandbox.logins.behave('graphql', {delayMs: 2500}),
  },
]

const sandbox = await startSandbox({seed: 22, port: 4599})
const state = await mkdtemp(join(tmpdir(), 'secrot-pictures-'))
try {
  await sandbox.load('demo')
  const {accessKeyId, secretAccessKey} = sandbox.iam.addUser({
    accountId: sandbox.accountId,
    userName: 'oncall',
    managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  })
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: state,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SECROT_STATE_DIR: state,
    ...clientEnvironment({...sandbox, credentials: {accessKeyId, secretAccessKey}}),
  }
  for (const scene of scenes) await take(scene, env)
} finally {
  await sandbox.stop()
  await rm(state, {recursive: true, force: true})
}

/** Throws when the command ended otherwise than the picture is meant to show. */
async function take(scene: Scene, env: Readonly<Record<string, string>>): Promise<void> {
  scene.before?.(sandbox)
  const typed = shellCommand(['secrot', ...scene.typed])
  const {rows, exitCode} = await runInTerminal({
    file: process.execPath,
    args: [join(root, 'bin/dev.js'), ...scene.typed],
    cwd: handlers,
    env,
    columns: COLUMNS,
    typed,
    ...(scene.answers === undefined ? {} : {answers: scene.answers}),
  })
  if (exitCode !== scene.exitCode)
    throw new Error(`${typed} ended with ${exitCode}, not ${scene.exitCode}:\n${textOf(rows)}`)
  await writeFile(join(root, 'docs/pictures', `${scene.name}.svg`), svgOf({title: typed, columns: COLUMNS, rows}))
  console.log(`docs/pictures/${scene.name}.svg`)
}
