/**
 * How much the simulations play. Every check of a change plays a part, the first seeds of the whole, so that it answers
 * within minutes; `npm run simulate` plays the whole. A single count can be set by a variable of its own, to play a seed again.
 */
export const isWhole = process.env['SECROT_SIMULATION'] === 'whole'

function countOf(variable: string, {part, whole}: {readonly part: number; readonly whole: number}): number {
  return Number(process.env[variable] ?? (isWhole ? whole : part))
}

/** Crash runs in one process. */
export const crashModelRuns = countOf('SECROT_CRASH_RUNS', {part: 6000, whole: 20_000})

/** Crash runs with processes; each check plays all of them. */
export const crashProcessRuns = countOf('SECROT_CRASH_PROCESS_RUNS', {part: 300, whole: 300})

export const watches = countOf('SECROT_WATCH_RUNS', {part: 4000, whole: 10_000})

/** Runs of each command, output and kind of error in the search for values. */
export const exposureRuns = countOf('SECROT_EXPOSURE_RUNS', {part: 14, whole: 50})

/** Said beside each count. */
export const share = isWhole ? 'the whole' : 'a part; the whole: npm run simulate'
