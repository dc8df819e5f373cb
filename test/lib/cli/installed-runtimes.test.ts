import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {installedRuntimes} from '../../../src/lib/cli/installed-runtimes.ts'

const node = process.versions.node
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrot-python-'))
})

afterEach(() => rm(folder, {recursive: true}))

async function python3(script: string): Promise<void> {
  await writeFile(join(folder, 'python3'), `#!/bin/sh\n${script}\n`)
  await chmod(join(folder, 'python3'), 0o755)
}

it('has the Python on PATH', async () => {
  await python3('echo 3.12.4')
  expect(await installedRuntimes({PATH: folder})).toEqual({node, python: '3.12.4'})
})

it.each([
  ['there is none', undefined],
  ['it does not start', 'exit 1'],
  ['it is another language', 'echo hello'],
])('has no Python where %s', async (_why, script) => {
  if (script !== undefined) await python3(script)
  expect(await installedRuntimes({PATH: folder})).toEqual({node})
})
