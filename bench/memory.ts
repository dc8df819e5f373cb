import {execFile} from 'node:child_process'
import {resolve} from 'node:path'
import {promisify} from 'node:util'

import {report} from './measure.ts'

/** What the process that holds the secrets prints. */
export interface Held {
  readonly secrets: number
  /** Resident at its largest, in bytes. */
  readonly peakBytes: number
  readonly elapsedMs: number
}

/** 100,000 secrets in a sandbox that lives in a process of its own; its whole process counts. */
export async function memory(): Promise<boolean> {
  const script = resolve(import.meta.dirname, 'memory-process.ts')
  const {stdout} = await promisify(execFile)(process.execPath, [script], {timeout: 600_000})
  const {secrets, peakBytes, elapsedMs} = JSON.parse(stdout) as Held
  report({what: `${secrets} secrets made in`, value: elapsedMs / 1000, unit: ' s'})
  return report({
    what: `process with ${secrets} secrets, at its largest`,
    value: peakBytes / 1e6,
    atMost: 1000,
    unit: ' MB',
  })
}
