import {spawnSync} from 'node:child_process'

export interface Command {
  readonly name: string
  readonly argv: readonly [string, ...string[]]
  /** The whole environment of the command. */
  readonly env: NodeJS.ProcessEnv
}

/** No command that is measured takes this long; one that hangs must not hold up the rest. */
const LONGEST_RUN_MS = 60_000

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/**
 * Wall time of each command in ms, medians of `runs` rounds in which every command runs once in turn (A B C A B C …),
 * so that a machine that slows down slows all of them. One round before does not count. Throws when a command fails.
 */
export function interleaved(commands: readonly Command[], runs: number): Map<string, number> {
  const times = new Map(commands.map(command => [command.name, [] as number[]]))
  for (let round = -1; round < runs; round++) {
    for (const command of commands) {
      const elapsed = runOnce(command)
      if (round >= 0) times.get(command.name)?.push(elapsed)
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]))
}

function runOnce({name, argv: [file, ...args], env}: Command): number {
  const startedAt = performance.now()
  const ended = spawnSync(file, args, {env, stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_RUN_MS})
  const elapsed = performance.now() - startedAt
  if (ended.status !== 0)
    throw new Error(`${name} ended with ${ended.status ?? ended.signal}: ${ended.stderr.toString().slice(0, 500)}`)
  return elapsed
}

export interface Figure {
  readonly what: string
  readonly value: number
  /** Absent, with `atLeast` absent too: a figure without a bound. */
  readonly atMost?: number
  readonly atLeast?: number
  /** Absent: a plain number. */
  readonly unit?: string
}

/** Prints a line for a figure with its bound; true when it holds. A figure that is no number holds nothing. */
export function report({what, value, atMost, atLeast, unit = ''}: Figure): boolean {
  const bounded = atMost !== undefined || atLeast !== undefined
  const holds = !bounded || (value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity))
  const bound = atMost !== undefined ? `≤ ${atMost}${unit}` : atLeast !== undefined ? `≥ ${atLeast}${unit}` : ''
  const figure = `${value >= 100 ? Math.round(value) : Number(value.toFixed(value < 10 ? 2 : 1))}${unit}`
  const verdict = bounded ? (holds ? 'holds' : 'BROKEN') : ''
  console.log(`${what.padEnd(58)} ${figure.padStart(10)}  ${bound.padEnd(10)}  ${verdict}`.trimEnd())
  return holds
}

/** Says what was not measured, and why. */
export function skipped(what: string, why: string): void {
  console.log(`${what.padEnd(58)}    skipped: ${why}`)
}
