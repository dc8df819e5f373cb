import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {RehearsalReport} from '../../src/lib/rehearse/report.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from './run-secrot.ts'

/** What `secrot rehearse --json` answers. */
export type Answer = RehearsalReport & {readonly command: string; readonly startedAt: string; readonly exitCode: number}

/** `secrot rehearse`, without colours. */
export function rehearse(argv: readonly string[], options: RunSecrotOptions = {}): Promise<SecrotRun> {
  return runSecrot(['rehearse', ...argv], {...options, env: {NO_COLOR: '1', ...options.env}})
}

/** A Node handler in a file of its own. */
export async function writeHandler(source: string, name = 'rotation.mjs') {
  const folder = await mkdtemp(join(tmpdir(), 'secrot-rehearsed-'))
  const path = join(folder, name)
  await writeFile(path, source)
  return {
    folder,
    path,
    [Symbol.asyncDispose]: () => rm(folder, {recursive: true, force: true}),
  }
}
