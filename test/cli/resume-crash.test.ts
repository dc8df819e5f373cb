import {GetPolicyCommand, LambdaClient, RemovePermissionCommand} from '@aws-sdk/client-lambda'
import {DescribeSecretCommand} from '@aws-sdk/client-secrets-manager'
import type {ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {clientEnvironment} from '../../src/lib/sandbox/index.ts'
import {newestRun} from '../support/journal-files.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {spawnSecrot} from '../support/spawn-secrot.ts'

const name = 'prod/api'

interface Killed {
  readonly bench: RotatorBench
  readonly stateDir: string
  readonly runId: string
}

/** Runs secrot as a process of its own and kills it with SIGKILL when its call is about to have an effect, or has had it. */
async function killed(bench: RotatorBench, stateDir: string, argv: readonly string[], dying: Dying): Promise<Killed> {
  bench.sandbox.faults.set([{kind: dying.kind, operation: dying.operation, times: 1}])
  const child = spawnSecrot(argv, {...clientEnvironment(bench.sandbox), SECROT_STATE_DIR: stateDir})
  dying.hand.child = child
  child.stdout.resume()
  child.stderr.resume()
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  bench.sandbox.faults.set([])
  return {bench, stateDir, runId: await newestRun(stateDir)}
}

interface Dying {
  readonly kind: 'connection-reset' | 'lost-reply'
  readonly operation: string
  readonly hand: {child?: ChildProcess}
}

async function staged(
  use: (bench: RotatorBench, stateDir: string, hand: Dying['hand']) => Promise<void>,
): Promise<void> {
  const hand: Dying['hand'] = {}
  const stateDir = await mkdtemp(join(tmpdir(), 'secrot-killed-'))
  await using bench = await startRotators({
    onEntry: entry => {
      if (entry.kind === 'fault') hand.child?.kill('SIGKILL')
    },
  })
  try {
    await bench.secret(name, await bench.rotator('api-rotation'))
    await use(bench, stateDir, hand)
  } finally {
    await rm(stateDir, {recursive: true, force: true})
  }
}

const kinds = [
  {when: 'before its call had an effect', kind: 'connection-reset'},
  {when: 'before it heard of the effect', kind: 'lost-reply'},
] as const

it.each(kinds)(
  'a disable that was killed $when is resumed to its end, and undone',
  {timeout: 60_000},
  async ({kind}) => {
    await staged(async (bench, stateDir, hand) => {
      const enabled = async () =>
        (await bench.secrets.send(new DescribeSecretCommand({SecretId: name}))).RotationEnabled === true
      const argv = ['disable', name, '--yes']
      const {runId} = await killed(bench, stateDir, argv, {kind, operation: 'CancelRotateSecret', hand})
      expect(await readdir(join(stateDir, 'journal'))).toEqual([`${runId}.jsonl`, `${runId}.lock`])
      const listed = await bench.run(['journal'], {stateDir})
      expect(listed.stdout).toContain('interrupted')
      expect((await bench.run(['journal', 'resume', runId, '--yes'], {stateDir})).exitCode).toBe(0)
      expect(await enabled()).toBe(false)
      expect((await bench.run(['undo', runId, '--yes'], {stateDir})).exitCode).toBe(0)
      expect(await enabled()).toBe(true)
    })
  },
)

it.each(kinds)('a grant that was killed $when is resumed to its end, and undone', {timeout: 60_000}, async ({kind}) => {
  await staged(async (bench, stateDir, hand) => {
    const lambda = new LambdaClient(bench.sandbox.config)
    const ids = async (): Promise<string[]> => {
      const {Policy = '{"Statement":[]}'} = await lambda
        .send(new GetPolicyCommand({FunctionName: 'api-rotation'}))
        .catch(() => ({Policy: undefined}))
      return (JSON.parse(Policy) as {Statement: {Sid: string}[]}).Statement.map(({Sid}) => Sid)
    }
    await lambda.send(new RemovePermissionCommand({FunctionName: 'api-rotation', StatementId: 'secrets-manager'}))
    const argv = ['grant', 'api-rotation', '--yes']
    const {runId} = await killed(bench, stateDir, argv, {kind, operation: 'AddPermission', hand})
    expect((await bench.run(['journal', 'resume', runId, '--yes'], {stateDir})).exitCode).toBe(0)
    const [id = ''] = await ids()
    expect(id).not.toBe('')
    expect((await bench.run(['undo', runId, '--yes', '--allow', id], {stateDir})).exitCode).toBe(0)
    expect(await ids()).toEqual([])
    lambda.destroy()
  })
})
