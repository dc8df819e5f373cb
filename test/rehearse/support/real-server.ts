import {rmSync} from 'node:fs'
import type {RehearsalReport} from '../../../src/lib/rehearse/report.ts'
import {functionFolder} from '../../support/function-folder.ts'
import {runSecrot, type SecrotRun} from '../../support/run-secrot.ts'

/** A name that only quoting brings through. */
export const HOSTILE_USER = `o'brien "app" \\ $1 ü`

export const HOSTILE_PASSWORDS = [`'; DROP USER other; --`, String.raw`\'\\x' $1 $$a$$`, 'ü 密 "quoted" ', `E'\\n'`]

/** Everything that asks the server, but for the crash matrix. */
export const TARGET_ITEMS = [
  'set-after-pending-stored',
  'set-repeat-changes-nothing',
  'set-tries-pending-first',
  'set-falls-back-to-previous',
  'set-fails-when-locked-out',
  'set-refuses-other-identity',
  'test-exercises-pending',
  'test-fails-on-rejected-value',
  'test-changes-nothing',
  'target-not-from-name',
]

export interface RealRehearsal {
  /** index.mjs of the function, and the package that it speaks to the server with. */
  readonly source: string
  readonly client: 'pg' | 'mysql2'
  /** `--target` or `--targets` and its value. */
  readonly target: readonly [string, string]
  readonly env: Readonly<Record<string, string>>
}

/** Rehearses a function on a server. */
export async function rehearseReally(
  {source, client, target, env}: RealRehearsal,
  ...argv: readonly string[]
): Promise<{readonly run: SecrotRun; readonly report: RehearsalReport}> {
  const folder = functionFolder(source, client)
  try {
    const run = await runSecrot(['rehearse', folder, ...target, '--disposable', '--seed', '7', '--json', ...argv], {
      env,
    })
    return {run, report: run.json as RehearsalReport}
  } finally {
    rmSync(folder, {recursive: true})
  }
}

export const onlyItems = (ids: readonly string[]) => ids.flatMap(id => ['--only', id])

/** What can happen to a connection. */
const MODES = ['fail-denied', 'lost-reply', 'kill-before', 'kill-after', 'throttle-2', 'slow-past']

/** The cells of one call in the crash matrix. */
export const cellsOfCall = (call: string, modes: readonly string[] = MODES) =>
  modes.flatMap(mode => ['--cell', `${call}/${mode}`])

export function verdictsOf({items}: RehearsalReport, ids: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(items.filter(({id}) => ids.includes(id)).map(({id, verdict}) => [id, verdict]))
}

export const allPass = (ids: readonly string[]) => Object.fromEntries(ids.map(id => [id, 'pass']))
