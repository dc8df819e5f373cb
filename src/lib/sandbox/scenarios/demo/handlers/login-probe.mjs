#!/usr/bin/env node
// Asks the demo's login service whether it takes a value: the value alone on standard input,
// exit 0 accepted, 20 rejected, 1 nobody knows (docs/probes.md). It prints nothing of what it reads.
const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)

try {
  const {url, user, password} = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  const {status} = await fetch(`${url}/login`, {
    method: 'POST',
    body: JSON.stringify({user, password}),
    signal: AbortSignal.timeout(5000),
  })
  process.exitCode = status === 204 ? 0 : status === 401 ? 20 : 1
} catch (error) {
  console.error(`could not ask the login service: ${error.cause?.code ?? error.name}`)
  process.exitCode = 1
}
