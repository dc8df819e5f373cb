import {spawn} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {bundle} from '../../tools/bundle.ts'

export const root = resolve(import.meta.dirname, '../..')

/** Builds the package into a folder of its own, as it is published, and returns that folder. Absent `commands`: all. */
export async function buildPackage(commands?: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'secrot-package-'))
  await bundle(join(folder, 'dist'), commands)
  mkdirSync(join(folder, 'bin'))
  for (const path of ['bin/run.js', 'bin/package.json', 'package.json']) cpSync(join(root, path), join(folder, path))
  return folder
}

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** Runs Node in a process of its own, with nothing of the caller's environment but PATH; `env` names HOME. */
export function runNode(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {PATH: process.env['PATH'], LANG: 'C.UTF-8', AWS_EC2_METADATA_DISABLED: 'true', ...env},
  })
  const ended = {stdout: '', stderr: ''}
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.stderr += text))
  return new Promise(done => child.on('close', code => done({...ended, code})))
}
