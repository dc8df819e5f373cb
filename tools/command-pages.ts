/**
 * Writes docs/commands anew: one page a command, from the manifest, words of its own and a transcript that a real run
 * gave. With `--record` the transcripts that play in real time (demo, sandbox, the tutorial, the deployments) are taken anew too.
 */
import {readdir, rm, writeFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {commandPages} from './pages/pages.ts'
import {recordDeployed} from './pages/record-deployed.ts'
import {recordWalk} from './pages/record-walk.ts'
import {record} from './pages/record.ts'

const folder = resolve(import.meta.dirname, '../docs/commands')

if (process.argv.includes('--record')) {
  await record()
  await recordWalk()
  await recordDeployed()
}
const pages = await commandPages()
for (const file of await readdir(folder)) if (!pages.has(file)) await rm(join(folder, file))
for (const [file, text] of pages) await writeFile(join(folder, file), text)
