import {fileURLToPath} from 'node:url'
import {fork, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'

import {CreateSecretCommand, DescribeSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {StateKeeper} from '../../../src/lib/sandbox/state/keeper.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

describe('a sandbox with a state folder', () => {
  let stateFolder: string
  beforeEach(async () => {
    stateFolder = await mkdtemp(join(tmpdir(), 'secrot-state-'))
  })
  afterEach(() => rm(stateFolder, {recursive: true, force: true}))

  const secrets = ({config}: TestSandbox) => new SecretsManagerClient(config)

  it('goes on where it was: state, record, credentials, seed and port', async () => {
    const first = await startTestSandbox({stateFolder})
    await secrets(first).send(new CreateSecretCommand({Name: 'kept'}))
    await first.clock.advance(86_400_000)
    await first.stop()
    const {credentials, seed, port} = first
    await using second = await startTestSandbox({stateFolder, seed: 99})
    expect(second).toMatchObject({credentials, seed, port})
    expect(second.clock.offsetMs()).toBeGreaterThan(86_000_000)
    expect(second.callRecord.entries()).toMatchObject([{operation: 'CreateSecret'}])
    await expect(secrets(second).send(new DescribeSecretCommand({SecretId: 'kept'}))).resolves.toBeDefined()
  })

  it('takes other credentials and another port when told to', async () => {
    const first = await startTestSandbox({stateFolder})
    await secrets(first).send(new CreateSecretCommand({Name: 'kept'}))
    const credentials = {accessKeyId: 'AKIACHOSEN', secretAccessKey: 'chosen'}
    await using second = await startTestSandbox({stateFolder, credentials})
    expect(second.port).not.toBe(first.port)
    await expect(secrets(second).send(new DescribeSecretCommand({SecretId: 'kept'}))).resolves.toBeDefined()
    await first.stop()
  })

  it('fires timers that came due while it was away', async () => {
    // Here it cannot come due, however long saving takes.
    const first = await startTestSandbox({stateFolder, clock: {mode: 'manual'}})
    first.clock.schedule({dueAt: first.clock.now() + 30, kind: 'note', payload: 'x'})
    await first.save()
    await first.stop()
    await wait(50)
    const fired: unknown[] = []
    await using second = await startTestSandbox({
      stateFolder,
      services: ({clock}) => {
        clock.on('note', payload => void fired.push(payload))
        return []
      },
    })
    await second.clock.idle()
    await expect.poll(() => fired).toEqual(['x'])
  })

  it('keeps every answered change, however suddenly it is killed', async () => {
    const host = await startHost(stateFolder)
    const answered: string[] = []
    const client = new SecretsManagerClient({...host.config, maxAttempts: 1})
    let killed: Promise<unknown> | undefined
    for (let index = 0; ; index++) {
      const done = await client.send(new CreateSecretCommand({Name: `u${index}`})).then(
        () => true,
        () => false,
      )
      if (!done) break
      answered.push(`u${index}`)
      if (answered.length === 4) killed = wait(500).then(() => host.child.kill('SIGKILL'))
    }
    await killed
    expect(answered.length).toBeGreaterThan(3)
    await using second = await startTestSandbox({stateFolder})
    for (const SecretId of answered) {
      await expect(secrets(second).send(new DescribeSecretCommand({SecretId}))).resolves.toBeDefined()
    }
  })

  it('is readable by its owner alone, and leaves nothing half-written behind', async () => {
    await using sandbox = await startTestSandbox({stateFolder: join(stateFolder, 'deeper')})
    await secrets(sandbox).send(new CreateSecretCommand({Name: 'a'}))
    const folder = join(stateFolder, 'deeper')
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'sandbox.state'))).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['sandbox.state'])
  })

  it.each([
    ['an unknown scenario', () => ({scenario: 'no-such'}), 'UnknownScenario'],
    ['a taken port', (taken: number) => ({port: taken}), 'Error'],
  ])('that cannot start because of %s writes nothing', async (_, wrong, name) => {
    await using other = await startTestSandbox()
    const folder = join(stateFolder, 'new')
    await expect(startTestSandbox({stateFolder: folder, ...wrong(other.port)})).rejects.toMatchObject({name})
    await wait(400)
    expect(await readdir(stateFolder)).toEqual([])
  })

  it('refuses what it cannot read and leaves it alone', async () => {
    const path = join(stateFolder, 'sandbox.state')
    await writeFile(path, 'damaged')
    await expect(startTestSandbox({stateFolder})).rejects.toMatchObject({name: 'UnreadableState', path})
    expect(await readFile(path, 'utf8')).toBe('damaged')
  })
})

describe('the state keeper', () => {
  it('writes once for the changes of a moment, and again for changes during a write', async () => {
    let writes = 0
    const keeper = new StateKeeper(async () => {
      writes += 1
      await wait(20)
    })
    for (let index = 0; index < 5; index++) keeper.changed()
    const first = keeper.settled()
    await wait(5)
    keeper.changed()
    await Promise.all([first, keeper.settled(), keeper.settled()])
    expect(writes).toBe(2)
    await keeper.settled()
    expect(writes).toBe(2)
  })

  it('tells who waits of a failed write and tries again', async () => {
    let broken = true
    const keeper = new StateKeeper(() => (broken ? Promise.reject(new Error('disk full')) : Promise.resolve()))
    keeper.changed()
    await expect(keeper.settled()).rejects.toThrow('disk full')
    broken = false
    await expect(keeper.settled()).resolves.toBeUndefined()
  })

  it('writes nothing and lets nobody wait while it is held, and catches up afterwards', async () => {
    let writes = 0
    const keeper = new StateKeeper(() => {
      writes += 1
      return Promise.resolve()
    })
    keeper.changed()
    keeper.hold()
    keeper.changed()
    await keeper.settled()
    await wait(400)
    expect(writes).toBe(0)
    keeper.release()
    await keeper.settled()
    expect(writes).toBe(1)
  })

  it('writes soon when nobody waits', async () => {
    let writes = 0
    const keeper = new StateKeeper(() => {
      writes += 1
      return Promise.resolve()
    })
    keeper.changed()
    await expect.poll(() => writes).toBe(1)
    await wait(400)
    expect(writes).toBe(1)
  })
})

interface Host {
  readonly child: ChildProcess
  readonly config: {endpoint: string; region: string; credentials: {accessKeyId: string; secretAccessKey: string}}
}

/** A sandbox in a process of its own, to be killed. */
async function startHost(stateFolder: string): Promise<Host> {
  const child = fork(fileURLToPath(import.meta.resolve('../../support/sandbox-host.ts')), [stateFolder])
  const [config] = (await once(child, 'message')) as [Host['config']]
  return {child, config}
}
