import {lockedRuns, readRun} from '../journal/read.ts'

/** What a command that changes something says of runs that died before, or undefined; `besides` is known to whoever asks. */
export async function deadRunsText(stateFolder: string, besides: string | undefined): Promise<string | undefined> {
  const dead: string[] = []
  for (const runId of await lockedRuns(stateFolder)) {
    // A lock without a file: nothing had been written yet, so nothing was sent.
    const run = runId === besides ? undefined : await readRun(stateFolder, runId).catch(() => undefined)
    if (run?.state === 'interrupted') dead.push(runId)
  }
  const [newest] = dead
  if (newest === undefined) return undefined
  if (dead.length === 1) return `Run ${newest} was interrupted: secrot journal resume ${newest}`
  return `${dead.length} runs were interrupted, see: secrot journal. The newest: secrot journal resume ${newest}`
}
