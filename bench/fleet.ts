import {execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {promisify} from 'node:util'
import {rolldown} from 'rolldown'
import {listed, wrongUnderChurn, type Way} from './fleet-listings.ts'
import {median, report} from './measure.ts'
import {listRaw} from './raw-listing.ts'
import type {Endpoint} from './raw-client.ts'

const SECRETS = 10_000
const LATENCY_MS = 20
const MANY = 100_000
const ROUNDS = 7

/** How long a listing may take, in ratios to pages that are walked one after the other by a raw client. */
const bounds: Readonly<Record<Way, number>> = {plain: 1.1, 'both ends': 0.65, parallel: 0.45}
const ways = Object.keys(bounds) as Way[]

/** A fleet listed in the three ways: time, completeness under churn, and memory of a large one. */
export async function fleet(): Promise<boolean> {
  const kept: boolean[] = []
  {
    await using server = await startServer(SECRETS, LATENCY_MS)
    const times = await timesOf(server.endpoint)
    report({what: `${SECRETS} secrets, raw, page after page`, value: median(times.floor) / 1000, unit: ' s'})
    for (const way of ways) {
      const value = median(times[way].map((ms, round) => ms / (times.floor[round] ?? Number.NaN)))
      kept.push(report({what: `${way} ÷ page after page`, value, atMost: bounds[way], unit: '×'}))
    }
    for (const way of ways) {
      const {stayed, wrong} = await wrongUnderChurn(server.endpoint, way)
      kept.push(report({what: `${way}, wrong of ${stayed} that stayed throughout`, value: wrong, atMost: 0}))
    }
  }
  kept.push(...(await memoryOfMany()))
  return kept.every(Boolean)
}

/** Wall times in ms, every way in turn in each round; one round before does not count. */
async function timesOf(endpoint: Endpoint): Promise<Record<Way | 'floor', number[]>> {
  const times: Record<Way | 'floor', number[]> = {floor: [], plain: [], 'both ends': [], parallel: []}
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of ['floor', ...ways] as const) {
      const startedAt = performance.now()
      const found = name === 'floor' ? await listRaw(endpoint) : new Set(await listed(endpoint, name)).size
      if (round >= 0) times[name].push(performance.now() - startedAt)
      if (found !== SECRETS) throw new Error(`${name} found ${found} of ${SECRETS} secrets`)
    }
  }
  return times
}

/**
 * The largest size of a process that lists, from a bundle as the package is. V8 lets garbage grow as far as the machine has
 * memory, so it is told to collect early: what is left is what the listing needs.
 */
async function held(endpoint: Endpoint, way: Way, script: string): Promise<boolean> {
  const argv = ['--optimize-for-size', '--max-semi-space-size=1', script, JSON.stringify(endpoint), way]
  const {stdout} = await promisify(execFile)(process.execPath, argv, {timeout: 300_000})
  const {secrets, peakBytes} = JSON.parse(stdout) as {secrets: number; peakBytes: number}
  if (secrets !== MANY) throw new Error(`${way} found ${secrets} of ${MANY} secrets`)
  return report({what: `${way}, process that lists ${secrets}`, value: peakBytes / 2 ** 20, atMost: 130, unit: ' MiB'})
}

async function memoryOfMany(): Promise<readonly boolean[]> {
  const folder = await mkdtemp(join(tmpdir(), 'secrot-bench-'))
  try {
    const bundle = await rolldown({input: resolve(import.meta.dirname, 'fleet-process.ts'), platform: 'node'})
    await bundle.write({dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs'})
    await using server = await startServer(MANY, 0)
    const kept: boolean[] = []
    for (const way of ways) kept.push(await held(server.endpoint, way, join(folder, 'fleet-process.mjs')))
    return kept
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

interface Server extends AsyncDisposable {
  readonly endpoint: Endpoint
}

async function startServer(secrets: number, latencyMs: number): Promise<Server> {
  const script = resolve(import.meta.dirname, 'fleet-server.ts')
  const child = spawn(process.execPath, [script, `${secrets}`, `${latencyMs}`], {stdio: ['pipe', 'pipe', 'inherit']})
  let text = ''
  for await (const chunk of child.stdout.iterator({destroyOnReturn: false})) {
    text += String(chunk)
    if (text.endsWith('\n')) break
  }
  return {
    endpoint: JSON.parse(text) as Endpoint,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}
