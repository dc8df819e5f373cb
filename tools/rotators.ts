import {existsSync, globSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {basename, join, resolve} from 'node:path'
import {rolldown} from 'rolldown'
import {packageOf} from '../src/lib/packaging/package.ts'
import {zipOf} from '../src/lib/packaging/zip.ts'
import {SHIPPED_RECORDS} from '../src/lib/records/shipped-text.ts'
import type {RehearsalRecord} from '../src/lib/rehearse/record.ts'
import {licenceNotices} from './licences.ts'

const root = resolve(import.meta.dirname, '..')

/** Names of the packaged rotators. */
export function rotatorNames(): readonly string[] {
  return globSync('src/lib/rotators/functions/*.ts', {cwd: root})
    .map(path => basename(path, '.ts'))
    .sort()
}

/** The deployment package of a packaged rotator. */
export function rotatorZip(name: string): Promise<Uint8Array> {
  return functionZip(join(root, 'src/lib/rotators/functions', `${name}.ts`))
}

/**
 * The deployment package of a function: one minified file with the SDK in it, and the notices of what was bundled. The same
 * sources and dependencies give the same bytes.
 */
export async function functionZip(input: string): Promise<Uint8Array> {
  const built = await rolldown({
    input,
    cwd: root,
    platform: 'node',
    logLevel: 'warn',
    onwarn: ({message}) => {
      throw new Error(message)
    },
  })
  const {output} = await built.generate({format: 'cjs', codeSplitting: false, minify: true})
  await built.close()
  const [chunk] = output
  const files = {'index.js': chunk.code, 'LICENCES.txt': licenceNotices(chunk.moduleIds)}
  return zipOf(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])))
}

/** Where the record of a rotator lies, as `rehearsal export` writes it. */
export function recordFile(name: string): string {
  return join(root, 'src/lib/rotators/rehearsals', `${name}.json`)
}

/** The record that is of this package; undefined: the package has changed since it was rehearsed. */
export function recordFor(name: string, zip: Uint8Array): RehearsalRecord | undefined {
  if (!existsSync(recordFile(name))) return undefined
  const {records} = JSON.parse(readFileSync(recordFile(name), 'utf8')) as {records: readonly RehearsalRecord[]}
  return records.find(({key}) => key.codeSha256 === packageOf(zip).codeSha256)
}

/**
 * Writes the packages of all rotators into a folder, and the records that are of them. Answers the names of those that
 * have changed since they were rehearsed.
 */
export async function buildRotators(folder: string): Promise<readonly string[]> {
  mkdirSync(folder, {recursive: true})
  const records: RehearsalRecord[] = []
  const stale: string[] = []
  for (const name of rotatorNames()) {
    const zip = await rotatorZip(name)
    writeFileSync(join(folder, `${name}.zip`), zip)
    const record = recordFor(name, zip)
    if (record === undefined) stale.push(name)
    else records.push(record)
  }
  if (records.length > 0)
    writeFileSync(join(folder, SHIPPED_RECORDS), `${JSON.stringify({formatVersion: 1, records}, null, 2)}\n`)
  return stale
}
