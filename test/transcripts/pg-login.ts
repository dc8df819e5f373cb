import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** Asks the login service of the story, as the probe's contract wants it: value on stdin, exit 0 accepted, 20 rejected. */
const program = (url: string): string => `#!/usr/bin/env node
const chunks = []
process.stdin.on('data', chunk => chunks.push(chunk)).on('end', async () => {
  const {password} = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  const body = JSON.stringify({user: process.argv[2], password})
  const {status} = await fetch('${url}/login', {method: 'POST', body})
  process.exitCode = status === 204 ? 0 : status === 401 ? 20 : 1
})
`

/** Runs `work` in a folder of its own where the picture's \`./pg-login\` lies. */
export async function besidePgLogin<T>(url: string, work: () => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'pg-login-'))
  const before = process.cwd()
  try {
    await writeFile(join(folder, 'pg-login'), program(url))
    await chmod(join(folder, 'pg-login'), 0o755)
    process.chdir(folder)
    return await work()
  } finally {
    process.chdir(before)
    await rm(folder, {recursive: true, force: true})
  }
}
