import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {canary} from './canary.ts'
import {run} from './run.ts'
import type {ExposureStage} from './stage.ts'

/** Files that runs begin with. */
export interface Fixtures {
  /** Run id and text of the journal's files: one that ended, and one that was interrupted. */
  readonly journal: readonly (readonly [runId: string, text: string])[]
  /** Path of a plan file. */
  readonly plan: string
  /** Path of a file with a value. */
  readonly value: string
}

/** What the repair of the plan file rests on. */
export function plannedWith({codeSha256}: ExposureStage): readonly string[] {
  return ['--attest', 'pending=accepted', '--trust-handler', codeSha256]
}

/** Makes them with the commands themselves. */
export async function makeFixtures(stage: ExposureStage): Promise<Fixtures> {
  const folder = mkdtempSync(join(tmpdir(), 'secrot-exposure-fixtures-'))
  const wish = {mode: 'pipe', columns: 80, debug: false, random: () => 0} as const
  const disabled = await run(stage, {...wish, argv: ['disable', stage.secrets.healthy, '--yes']})
  const text = disabled.sinks.get('journal') ?? ''
  const {runId = ''} = JSON.parse(text.split('\n', 1)[0] ?? '{}') as {runId?: string}
  const cutOff = 'zzzz'
  const interrupted = text
    .split('\n')
    .slice(0, -2)
    .join('\n')
    .replaceAll(runId, `${runId.slice(0, -4)}${cutOff}`)
  stage.stage.sandbox.restore(stage.begin)
  const path = join(stage.folder, 'new')
  const planned = await run(stage, {
    ...wish,
    argv: ['doctor', stage.secrets.stuck, ...plannedWith(stage), '--plan', path],
  })
  const plan = join(folder, 'plan.json')
  writeFileSync(plan, planned.sinks.get('new') ?? '', {mode: 0o600})
  const value = join(folder, 'value')
  writeFileSync(value, JSON.stringify({url: 'http://127.0.0.1', user: 'app', password: canary}), {mode: 0o600})
  return {
    journal: [
      [runId, text],
      [`${runId.slice(0, -4)}${cutOff}`, `${interrupted}\n`],
    ],
    plan,
    value,
  }
}

/** Puts the journal where the next run finds it. */
export function putJournal({folder}: ExposureStage, {journal}: Fixtures): void {
  const path = join(folder, 'state', 'journal')
  mkdirSync(path, {recursive: true, mode: 0o700})
  for (const [runId, text] of journal) writeFileSync(join(path, `${runId}.jsonl`), text, {mode: 0o600})
}
