import {existsSync, globSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {basename, join, resolve} from 'node:path'
import {rolldown, type OutputChunk, type OutputOptions} from 'rolldown'
import {inlineZip} from '../src/lib/packaging/inline.ts'
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
  return functionZip(sourceOf(name))
}

function sourceOf(name: string): string {
  return join(root, 'src/lib/rotators/functions', `${name}.ts`)
}

/**
 * The code of a packaged rotator without the SDK, for which the runtime of Lambda has its own: small enough to stand in a
 * template, and in ASCII, because CloudFormation does not promise to keep anything else. undefined: other modules are in
 * it, whose notices have to go with it.
 */
export async function inlineCode(name: string): Promise<string | undefined> {
  const {code, moduleIds} = await bundled(sourceOf(name), {
    external: [/^@aws-sdk\//],
    minify: {codegen: {removeWhitespace: true, asciiOnly: true}, compress: true, mangle: true},
  })
  return moduleIds.some(id => id.includes('node_modules')) ? undefined : code
}

/**
 * The deployment package of a function: one minified file with the SDK in it, and the notices of what was bundled. The same
 * sources and dependencies give the same bytes.
 */
export async function functionZip(input: string): Promise<Uint8Array> {
  const chunk = await bundled(input, {minify: true})
  const files = {'index.js': chunk.code, 'LICENCES.txt': licenceNotices(chunk.moduleIds)}
  return zipOf(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])))
}

async function bundled(
  input: string,
  {external = [], minify}: {readonly external?: RegExp[]; readonly minify: OutputOptions['minify']},
): Promise<OutputChunk> {
  const built = await rolldown({
    input,
    cwd: root,
    platform: 'node',
    external,
    logLevel: 'warn',
    onwarn: ({message}) => {
      throw new Error(message)
    },
  })
  const {output} = await built.generate({format: 'cjs', codeSplitting: false, minify})
  await built.close()
  return output[0]
}

/** Where the record of a package lies, as `rehearsal export` writes it. */
export function recordFile(name: string): string {
  return join(root, 'src/lib/rotators/rehearsals', `${name}.json`)
}

/** A package that comes with secrot: `random-password`, or `random-password.inline` without the SDK. */
export interface ShippedPackage {
  readonly name: string
  /** Of the code without the SDK it is what CloudFormation makes of it as inline code. */
  readonly zip: Uint8Array
  /** Text of the file that goes into templates; absent for the whole package, of which the zip itself is shipped. */
  readonly code?: string
}

/** The packages of one rotator. */
export async function packagesOf(name: string): Promise<readonly ShippedPackage[]> {
  const code = await inlineCode(name)
  const inline = code === undefined ? [] : [{name: `${name}.inline`, zip: inlineZip(code), code}]
  return [{name, zip: await rotatorZip(name)}, ...inline]
}

/** The record that is of this package; undefined: the package has changed since it was rehearsed. */
export function recordFor(name: string, zip: Uint8Array): RehearsalRecord | undefined {
  if (!existsSync(recordFile(name))) return undefined
  const {records} = JSON.parse(readFileSync(recordFile(name), 'utf8')) as {records: readonly RehearsalRecord[]}
  return records.find(({key}) => key.codeSha256 === packageOf(zip).codeSha256)
}

/**
 * Writes the packages of all rotators into a folder, and the records that are of them. Answers the names of those that
 * have changed since they were rehearsed. Of the inline code the text is shipped, which both templates are made of.
 */
export async function buildRotators(folder: string): Promise<readonly string[]> {
  mkdirSync(folder, {recursive: true})
  const records: RehearsalRecord[] = []
  const stale: string[] = []
  const packages = await Promise.all(rotatorNames().map(packagesOf))
  for (const {name, zip, code} of packages.flat()) {
    if (code === undefined) writeFileSync(join(folder, `${name}.zip`), zip)
    else writeFileSync(join(folder, `${name}.cjs`), code)
    const record = recordFor(name, zip)
    if (record === undefined) stale.push(name)
    else records.push(record)
  }
  if (records.length > 0)
    writeFileSync(join(folder, SHIPPED_RECORDS), `${JSON.stringify({formatVersion: 1, records}, null, 2)}\n`)
  return stale
}
