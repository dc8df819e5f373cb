import {spawnSync} from 'node:child_process'

export interface Command {
  readonly name: string
  readonly argv: readonly [string, ...string[]]
  readonly env?: NodeJS.ProcessEnv
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/**
 * Wall time of each command in ms, medians of `runs` rounds in which every command runs once in turn (A B C A B C …), so that a
 * machine that slows down slows all of them. One round before does not count. Throws when a command fails.
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
  const result = spawnSync(file, args, {env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe']})
  const elapsed = performance.now() - startedAt
  if (result.status !== 0)
    throw new Error(`${name} ended with ${result.status}: ${result.stderr.toString().slice(0, 500)}`)
  return elapsed
}

export interface Bound {
  readonly what: string
  readonly value: number
  readonly atMost?: number
  readonly atLeast?: number
  readonly unit?: string
}

/** Prints a line for a figure with its bound; true when it holds. */
export function report({what, value, atMost, atLeast, unit = ''}: Bound): boolean {
  const holds = (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast)
  const bound = atMost === undefined ? (atLeast === undefined ? '' : `≥ ${atLeast}${unit}`) : `≤ ${atMost}${unit}`
  const figure = `${value >= 100 ? Math.round(value) : Number(value.toFixed(3))}${unit}`
  console.log(
    `${what.padEnd(62)} ${figure.padStart(12)}  ${bound.padEnd(12)} ${bound === '' ? '' : holds ? 'holds' : 'BROKEN'}`,
  )
  return holds
}
