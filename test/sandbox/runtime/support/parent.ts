import {aBench, aFunction} from './bench.ts'

// Runs a handler of its argument and says what the handler prints about itself, then waits to be killed.
const bench = aBench()
const fn = aFunction({'index.mjs': process.argv[2] ?? ''}, {timeoutMs: 60_000})
void bench.run(fn)
const timer = setInterval(() => {
  const line = bench.lines.find(text => text.includes('here='))
  if (line === undefined) return
  clearInterval(timer)
  process.stdout.write(`${/here=(.*)/.exec(line)?.[1]}\n`)
}, 20)
setInterval(() => undefined, 60_000)
