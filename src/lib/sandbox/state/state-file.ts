import {mkdir, readFile, rename, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {deserialize, serialize} from 'node:v8'

import type {SandboxCredentials} from '../credentials.ts'
import type {SandboxSnapshot} from '../frame.ts'

/** Changes whenever an older program could not read what a newer one wrote, or the other way round. */
const FORMAT = 2

/** A sandbox as it lies on disk. */
export interface SavedSandbox {
  readonly seed: number
  readonly accountId: string
  readonly region: string
  readonly credentials: SandboxCredentials
  readonly port: number
  /** What it was built from. Absent: an empty account. */
  readonly scenario?: string
  readonly snapshot: SandboxSnapshot
}

/** The file in a state folder cannot be used; nothing was changed. */
export class UnreadableState extends Error {
  readonly path: string

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`${path} ${reason}`, options)
    this.name = 'UnreadableState'
    this.path = path
  }
}

/** The saved sandbox of a folder; undefined when there is none. Throws UnreadableState. */
export async function readState(folder: string): Promise<SavedSandbox | undefined> {
  const path = pathIn(folder)
  const bytes = await readIfThere(path)
  if (bytes === undefined) return undefined
  let saved: {format?: unknown; sandbox?: unknown}
  try {
    saved = deserialize(bytes) as typeof saved
  } catch (cause) {
    throw new UnreadableState(path, 'is damaged.', {cause})
  }
  if (saved.format !== FORMAT) throw new UnreadableState(path, 'was written by another version of the sandbox.')
  return saved.sandbox as SavedSandbox
}

/** Replaces the file of a folder in one step: whoever is killed meanwhile leaves the old file or the new one, whole. */
export async function writeState(folder: string, sandbox: SavedSandbox): Promise<void> {
  const path = pathIn(folder)
  const next = `${path}.next`
  // Taken before the first wait, so that the file shows one moment.
  const bytes = serialize({format: FORMAT, sandbox})
  await mkdir(folder, {recursive: true, mode: 0o700})
  await writeFile(next, bytes, {mode: 0o600, flush: true})
  await rename(next, path)
}

function pathIn(folder: string): string {
  return join(folder, 'sandbox.state')
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
