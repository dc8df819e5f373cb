import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {startStage} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

/** What the correct function of the corpus stores with, and the one of the page forgets. */
const LABELS = "        VersionStages: ['AWSPENDING'],\n"
/** Whether a process can have a network of its own depends on the machine. */
const NETWORK_NOTE = /^Note {7}.*\n(?: {11}\S.*\n)*/gm
const CORRECT = resolve(import.meta.dirname, '../../test/corpus/node/rand.mjs')

/** A function that stores a new value without a label, which makes it AWSCURRENT; two items of it are judged. */
export async function tellRehearse(): Promise<Transcripts> {
  await using stage = await startStage()
  const folder = await mkdtemp(join(tmpdir(), 'secrot-pages-'))
  const file = join(folder, 'rotation.mjs')
  try {
    const source = await readFile(CORRECT, 'utf8')
    if (!source.includes(LABELS)) throw new Error(`${CORRECT} no longer names its labels so`)
    await writeFile(file, source.replace(LABELS, ''))
    const items = ['create-labels-pending-only', 'no-current-before-test'].flatMap(id => ['--only', id])
    const shown = await stage.take(['rehearse', file, '--seed', '7', ...items], {exitCode: 3})
    return {rehearse: [shown.replaceAll(file, 'rotation.mjs').replaceAll(NETWORK_NOTE, '')]}
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}
