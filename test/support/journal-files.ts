import {readFile, truncate, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {listRuns} from '../../src/lib/journal/read.ts'

/** Path of a run's file in a state folder. */
export function runFile(stateDir: string, runId: string, extension: 'jsonl' | 'lock' = 'jsonl'): string {
  return join(stateDir, 'journal', `${runId}.${extension}`)
}

/** Id of the run that began last. */
export async function newestRun(stateDir: string): Promise<string> {
  return (await listRuns(stateDir))[0] ?? ''
}

/** Nobody has this process: pids end below it on every platform. */
const deadPid = 2 ** 31 - 2

/** The run as its death leaves it: nothing from the first line on that holds `before`, and the lock of a dead process. */
export async function killRun(stateDir: string, runId: string, before = '{"kind":"end"'): Promise<void> {
  const path = runFile(stateDir, runId)
  const text = await readFile(path, 'utf8')
  await truncate(path, Buffer.byteLength(text.slice(0, text.indexOf(before))))
  await holdRun(stateDir, runId, deadPid)
}

/** Writes the lock of a process. */
export async function holdRun(stateDir: string, runId: string, pid: number): Promise<void> {
  await writeFile(runFile(stateDir, runId, 'lock'), JSON.stringify({pid, startedAt: '2026-11-22T03:15:31.000Z'}))
}
