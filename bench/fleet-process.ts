import {readFileSync} from 'node:fs'
import {pagesOf, type Way} from './fleet-listings.ts'
import type {Endpoint} from './raw-client.ts'

/** `fleet-process.ts ENDPOINT WAY`: lists and keeps nothing; prints how many, and its largest size in bytes. */
const [endpoint = '', way = 'plain'] = process.argv.slice(2)

let secrets = 0
for await (const page of pagesOf(JSON.parse(endpoint) as Endpoint, way as Way)) secrets += page.length
console.log(JSON.stringify({secrets, peakBytes: peakBytes()}))

/** Linux counts into maxRSS what the process that started this one held, so its own mark is read where there is one. */
function peakBytes(): number {
  const usage = process.resourceUsage().maxRSS
  if (process.platform !== 'linux') return usage * 1024
  const mark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(mark ?? usage) * 1024
}
