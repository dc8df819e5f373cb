import {arch, cpus, platform, totalmem} from 'node:os'

import {bundleForSources} from '../tools/child-bundle.ts'
import {fleet} from './fleet.ts'
import {memory} from './memory.ts'
import {rehearsals} from './rehearsals.ts'
import {snapshot} from './snapshot.ts'
import {startUp} from './start-up.ts'
import {throughput} from './throughput.ts'

const parts: Readonly<Record<string, () => Promise<boolean>>> = {
  'start-up': startUp,
  throughput,
  memory,
  snapshot,
  rehearsals,
  fleet,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !(name in parts))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are: ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}
console.log(
  `Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GB`,
)
await bundleForSources()
let broken = 0
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n${name}`)
  if (!(await measure())) broken += 1
}
process.exitCode = broken === 0 ? 0 : 1
