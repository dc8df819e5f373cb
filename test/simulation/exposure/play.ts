import {join} from 'node:path'
import {seeded} from '../../support/rotation-story.ts'
import {commands} from './commands.ts'
import {putJournal, type Fixtures} from './fixtures.ts'
import {run, type Left, type Mode} from './run.ts'
import type {ExposureStage} from './stage.ts'
import {breakAnswers, setFaults, type Weather} from './weather.ts'

export interface Cell {
  /** Of the command, as in the manifest. */
  readonly id: string
  readonly mode: Mode
  readonly weather: Weather
  readonly seed: number
}

/** One run of a command from the same beginning; everything follows from the seed. */
export async function playOne(
  stage: ExposureStage,
  fixtures: Fixtures,
  cell: Cell,
): Promise<{argv: readonly string[]; left: Left}> {
  const {mode, weather, seed} = cell
  const random = seeded(seed * 7919)
  stage.stage.sandbox.restore(stage.begin)
  putJournal(stage, fixtures)
  setFaults(stage, weather, random)
  const argv = argvOf(stage, fixtures, cell, random)
  using _ = weather === 'broken' ? breakAnswers(random) : undefined
  const left = await run(stage, {
    argv,
    mode,
    columns: random() < 0.5 ? 80 : 120,
    debug: random() < 0.4,
    random,
    ...(weather === 'interrupted' ? {interruptAt: Math.floor(random() * 8)} : {}),
  })
  return {argv, left}
}

function argvOf(
  stage: ExposureStage,
  fixtures: Fixtures,
  {id, mode, weather}: Cell,
  random: () => number,
): readonly string[] {
  const pick = <T>(...from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const {healthy, stuck, applied, hostile, dashed, binary, owned, deleted, empty} = stage.secrets
  const usual = pick(healthy, stuck, applied, hostile, dashed, binary)
  const refused = pick(owned, deleted, empty, binary, stuck, 'canary/nothing')
  const words = commands[id]!({
    stage,
    weather,
    pick,
    secret: weather === 'refused' ? refused : usual,
    runId: pick(...fixtures.journal.map(([id]) => id), '20260101-000000-aaaa'),
    fixtures,
    newFile: join(stage.folder, 'new'),
  })
  const json = mode === 'json' && !words.includes('--format') ? ['--json'] : []
  const wrong = weather === 'usage' ? [pick('--nope', '--timeout=x', '--region', '--format=yaml', 'a b')] : []
  return [...id.split(':'), ...words, ...json, ...wrong]
}
