import {PutSecretValueCommand, UpdateSecretVersionStageCommand} from '@aws-sdk/client-secrets-manager'
import {mkdir, mkdtemp, readdir, readFile, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {newRunId} from '../../src/lib/journal/run-id.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let bench: RotatorBench
const name = 'prod/graphql/api-key'
const terminal = {tty: {columns: 100}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  bench = await startRotators({switches: {stepDelayMs: 1000}})
})

afterEach(() => bench[Symbol.asyncDispose]())

async function aSecret(): Promise<string> {
  const rotator = await bench.rotator('graphql-key-rotation', {environment: {SAYS_STEP: '1'}})
  return bench.secret(name, rotator)
}

/** The one version that is new since `before`. */
async function newVersion(before: Record<string, string[]>): Promise<string | undefined> {
  return Object.keys(await bench.labels(name)).find(versionId => !(versionId in before))
}

const countOf = (run: SecrotRun, action: string): number => run.calledActions.filter(called => called === action).length

describe('rotate', () => {
  it('shows the plan, asks, starts and tells how to watch', async () => {
    await aSecret()
    const before = await bench.labels(name)
    const run = await bench.run(['rotate', name], {...terminal, answers: ['y']})
    const versionId = await newVersion(before)
    const short = versionId?.slice(0, 8)
    expect(run.stderr).toContain(`Rotate ${name} · 111122223333 · eu-central-1 · root · ${bench.sandbox.url}\n`)
    expect(run.stderr).toContain(
      `  does  RotateSecret with new version ${short}; function graphql-key-rotation runs four steps\n` +
        '  then  consumers read the new value once finishSecret has moved AWSCURRENT\n' +
        `  undo  secrot rollback ${name}, while the old value works\n` +
        `  aws   aws secretsmanager rotate-secret --secret-id ${name} \\\n` +
        `          --client-request-token ${versionId}\n`,
    )
    expect(run.stderr).toContain(
      'graphql-key-rotation was never rehearsed: what it does inside its own steps is its own.',
    )
    expect(run.stderr).toContain('? Start the rotation? (y/N, --yes) y')
    expect(run.stdout).toBe(`◐ started ${name}: AWSPENDING is on ${short}\n`)
    expect(run.stderr).toContain(`Next: secrot watch ${name} --version-id ${versionId}\n`)
    expect(run.exitCode).toBe(0)
  })

  it.each([[''], ['n']])('changes nothing when the answer is "%s" (exit 3)', async answer => {
    await aSecret()
    const before = await bench.labels(name)
    const run = await bench.run(['rotate', name], {...terminal, answers: [answer]})
    expect(run.stdout).toBe('○ declined, nothing was changed (exit 3)\n')
    expect([run.exitCode, countOf(run, 'secretsmanager:RotateSecret')]).toEqual([3, 0])
    expect(await bench.labels(name)).toEqual(before)
  })

  it('sends nothing when its journal cannot be begun, and gives one answer (exit 1)', async () => {
    await aSecret()
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-state-'))
    const at = Date.parse('2026-11-22T03:15:31Z')
    const clock = {now: () => at, sleep: () => Promise.resolve()}
    const random = {uuid: () => crypto.randomUUID(), unit: () => 0.5, bytes: (length: number) => new Uint8Array(length)}
    // A clock and a chance that stand still name every run alike, and that name is taken.
    await mkdir(join(stateDir, 'journal'), {mode: 0o700})
    await writeFile(join(stateDir, 'journal', `${newRunId(at, new Uint8Array(4))}.lock`), '')
    const before = await bench.labels(name)
    const run = await bench.run(['rotate', name, '--yes', '--json'], {stateDir, clock, random})
    expect(run.exitCode).toBe(1)
    expect(run.json).toMatchObject({command: 'rotate', error: {code: 'JOURNAL_NOT_WRITABLE'}})
    expect(await bench.labels(name)).toEqual(before)
  })

  it.each([[[]], [['--json']]])('asks nobody where nobody can answer: it names the flag (exit 2) %s', async more => {
    await aSecret()
    const run = await bench.run(['rotate', name, ...more])
    expect(run.exitCode).toBe(2)
    expect(run.stdout + run.stderr).toContain('--yes')
    expect(countOf(run, 'secretsmanager:RotateSecret')).toBe(0)
  })

  it('only shows with --dry-run', async () => {
    await aSecret()
    const run = await bench.run(['rotate', name, '--dry-run', '--watch'])
    expect(run.stderr).toContain('  does  RotateSecret with new version')
    expect(run.stdout).toBe('○ planned, nothing was changed (--dry-run)\n')
    expect([run.exitCode, countOf(run, 'secretsmanager:RotateSecret')]).toEqual([0, 0])
  })

  it('prints one object with --json, the same members whatever the outcome', async () => {
    await aSecret()
    const planned = await bench.run(['rotate', name, '--dry-run', '--json'])
    const watched = await bench.run(['rotate', name, '--yes', '--watch', '--json'])
    expect(Object.keys(planned.json as object)).toEqual(Object.keys(watched.json as object))
    expect(planned.json).toMatchObject({command: 'rotate', outcome: 'planned', verdict: null, end: null, timeline: []})
    expect(watched.json).toMatchObject({
      schemaVersion: 1,
      command: 'rotate',
      exitCode: 0,
      outcome: 'started',
      verdict: 'succeeded',
      secret: {name, owningService: null},
      plan: {function: 'graphql-key-rotation', owner: null, switchesOn: false},
    })
    const {timeline} = watched.json as {timeline: readonly {kind: string; at: string; step?: string}[]}
    expect(timeline.map(line => line.step ?? line.kind)).toEqual([
      'started',
      'createSecret',
      'setSecret',
      'testSecret',
      'finishSecret',
    ])
    expect(timeline.every(line => /^\d{4}-\d\d-\d\dT.*Z$/.test(line.at))).toBe(true)
    expect(watched.stderr).not.toContain('does  RotateSecret')
  })

  it('journals the intent before and the outcome after, under the token that was shown', async () => {
    await aSecret()
    const before = await bench.labels(name)
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-rotate-'))
    await bench.run(['rotate', name, '--yes'], {stateDir})
    const files = await readdir(stateDir, {recursive: true, withFileTypes: true})
    const texts = await Promise.all(
      files.filter(file => file.isFile()).map(file => readFile(join(file.parentPath, file.name), 'utf8')),
    )
    const entries = texts
      .join('')
      .split('\n')
      .filter(line => line.startsWith('{"kind"'))
      .map(line => JSON.parse(line) as Record<string, unknown>)
    const versionId = await newVersion(before)
    expect(entries.map(entry => entry['kind'])).toEqual(['run', 'intent', 'outcome', 'end'])
    expect(entries[1]).toMatchObject({action: 'secretsmanager:RotateSecret', request: {ClientRequestToken: versionId}})
    expect(entries[2]).toMatchObject({outcome: 'done'})
  })

  it('sends the same token again when the reply was lost before the call had an effect', async () => {
    await aSecret()
    const before = await bench.labels(name)
    bench.sandbox.faults.set([{kind: 'connection-reset', operation: 'RotateSecret', times: 1}])
    const run = await bench.run(['rotate', name, '--yes', '--json'])
    expect(run.exitCode).toBe(0)
    expect(countOf(run, 'secretsmanager:RotateSecret')).toBe(2)
    expect((run.json as {versionId: string}).versionId).toBe(await newVersion(before))
  })

  it('sends nothing again when the reply was lost after it: the label tells', async () => {
    await aSecret()
    bench.sandbox.faults.set([{kind: 'lost-reply', operation: 'RotateSecret', times: 1}])
    const run = await bench.run(['rotate', name, '--yes', '--watch'])
    expect(run.stdout).toMatch(/^✔ rotated prod\/graphql\/api-key/m)
    expect(countOf(run, 'secretsmanager:RotateSecret')).toBe(1)
  })
})

describe('rotate is refused', () => {
  it('while AWSPENDING is on a version that is not current (exit 3, next: doctor)', async () => {
    await aSecret()
    await bench.secrets.send(
      new PutSecretValueCommand({SecretId: name, SecretString: 'x', VersionStages: ['AWSPENDING']}),
    )
    const run = await bench.run(['rotate', name, '--yes'])
    expect([run.exitCode, countOf(run, 'secretsmanager:RotateSecret')]).toEqual([3, 0])
    expect(run.stderr).toMatch(
      /ROTATION_IN_PROGRESS: prod\/graphql\/api-key is already rotating, or its last rotation is stuck/,
    )
    expect(run.stderr).toContain(`If it is stuck: secrot doctor ${name}`)
  })

  it('when Secrets Manager may not invoke the function (exit 3), in both output modes', async () => {
    const {LambdaClient, RemovePermissionCommand} = await import('@aws-sdk/client-lambda')
    await aSecret()
    const lambda = new LambdaClient(bench.sandbox.config)
    await lambda.send(
      new RemovePermissionCommand({FunctionName: 'graphql-key-rotation', StatementId: 'secrets-manager'}),
    )
    const text = await bench.run(['rotate', name, '--yes', '--watch'])
    const json = await bench.run(['rotate', name, '--yes', '--watch', '--json'])
    expect([text.exitCode, json.exitCode]).toEqual([3, 3])
    expect(text.stderr).toContain('FUNCTION_NOT_INVOKABLE')
    const functionArn = 'arn:aws:lambda:eu-central-1:111122223333:function:graphql-key-rotation'
    expect(text.stderr).toContain(`Allow it: secrot grant ${functionArn}\n`)
    expect(json.json).toMatchObject({exitCode: 3, error: {code: 'FUNCTION_NOT_INVOKABLE'}})
  })

  it('without a rotation function, and for a secret marked for deletion', async () => {
    await bench.secret(name)
    const none = await bench.run(['rotate', name, '--yes'])
    expect([none.exitCode, none.stderr]).toEqual([3, expect.stringContaining('NO_ROTATION_FUNCTION')])
    const {DeleteSecretCommand} = await import('@aws-sdk/client-secrets-manager')
    await bench.secrets.send(new DeleteSecretCommand({SecretId: name}))
    const deleted = await bench.run(['rotate', name, '--yes'])
    expect([deleted.exitCode, deleted.stderr]).toEqual([
      3,
      expect.stringContaining('aws secretsmanager restore-secret'),
    ])
  })

  it('when the labels moved between plan and call: nothing is sent (STATE_CHANGED)', async () => {
    const arn = await aSecret()
    let moved: Promise<unknown> | undefined
    const run = await bench.run(['rotate', name], {
      ...terminal,
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (!stderr.includes('Start the rotation?')) return
        moved ??= bench.labels(name).then(labels => {
          const MoveToVersionId = Object.keys(labels)[0]!
          return bench.secrets.send(
            new UpdateSecretVersionStageCommand({SecretId: arn, VersionStage: 'MINE', MoveToVersionId}),
          )
        })
      },
    })
    await moved
    expect([run.exitCode, countOf(run, 'secretsmanager:RotateSecret')]).toEqual([3, 0])
    expect(run.stderr).toContain('STATE_CHANGED')
  })

  it('for a caller without the permission (exit 5)', async () => {
    await aSecret()
    const Statement = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: 'secretsmanager:RotateSecret', Resource: '*'},
    ]
    const policies = {most: {Version: '2012-10-17', Statement}}
    const key = bench.sandbox.iam.addUser({accountId: bench.sandbox.accountId, userName: 'reader', policies})
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const run = await bench.run(['rotate', name, '--yes', '--watch'], {env})
    expect([run.exitCode, run.stderr]).toEqual([5, expect.stringContaining('secretsmanager:RotateSecret')])
  })

  it('for a secret that does not exist, and without a SECRET in a pipe', async () => {
    expect((await bench.run(['rotate', 'nowhere', '--yes'])).exitCode).toBe(1)
    expect((await bench.run(['rotate', '--yes'])).exitCode).toBe(2)
  })
})

describe('a rotation that was switched off', () => {
  it('is switched on again only by an answer of its own: --yes is not enough', async () => {
    await aSecret()
    await bench.cancel(name)
    const refused = await bench.run(['rotate', name, '--yes'])
    expect([refused.exitCode, countOf(refused, 'secretsmanager:RotateSecret')]).toEqual([2, 0])
    expect(refused.stderr).toContain('--allow rotation-off')
    const allowed = await bench.run(['rotate', name, '--yes', '--allow', 'rotation-off'])
    expect(allowed.stderr).toContain('  also  rotation is off: RotateSecret switches its schedule on again')
    expect(allowed.exitCode).toBe(0)
  })
})

describe('a secret that another service owns', () => {
  it('is rotated by its owner, which is named; labels and events are all there is to see', async () => {
    bench.sandbox.seedServiceOwnedSecret({
      accountId: bench.sandbox.accountId,
      region: bench.sandbox.region,
      name: 'rds!cluster-4f1c',
      owningService: 'rds',
      value: 'canary-value',
      rules: {AutomaticallyAfterDays: 7},
    })
    const run = await bench.run(['rotate', 'rds!cluster-4f1c', '--yes', '--watch'])
    expect(run.stderr).toContain('; rds rotates it, without a function\n')
    expect(run.stderr).toContain("--secret-id 'rds!cluster-4f1c'")
    expect(run.stderr).not.toContain('rehearsed')
    expect(run.stdout).toMatch(/^✔ rotated rds!cluster-4f1c in /m)
    expect(run.calledActions).not.toContain('logs:FilterLogEvents')
    expect(run.exitCode).toBe(0)
  })
})

describe('rotate --watch in a terminal', () => {
  it('tells the story in short ids and times, below the plan', async () => {
    await aSecret()
    const run = await bench.run(['rotate', name, '--watch'], {...terminal, answers: ['y']})
    const story = run.stdout
      .replaceAll(/\b[0-9a-f]{8}\b/g, '########')
      .replaceAll(/\d\d:\d\d:\d\d/g, 'HH:MM:SS')
      .replaceAll(/\d\.\ds/g, 'N.Ns')
    expect(story).toBe(
      [
        'HH:MM:SS  started       AWSPENDING on ########, no value yet',
        'HH:MM:SS  createSecret  ok N.Ns   value stored in ######## · 9 more characters hidden (--show-logs)',
        'HH:MM:SS  setSecret     ok N.Ns   9 more characters hidden (--show-logs)',
        'HH:MM:SS  testSecret    ok N.Ns   9 more characters hidden (--show-logs)',
        'HH:MM:SS  finishSecret  ok N.Ns   AWSCURRENT ######## → ######## · 9 more characters hidden',
        '                                  (--show-logs)',
        `✔ rotated ${name} in 4s: ######## is in use, ######## is AWSPREVIOUS`,
        '',
      ].join('\n'),
    )
    expect(run.stderr).toContain('Consumers were not looked at.')
    expect(run.stdout + run.stderr).not.toContain('canary')
  })

  it('shows the own lines of the function only with --show-logs, after a warning', async () => {
    await aSecret()
    const run = await bench.run(['rotate', name, '--watch', '--yes', '--show-logs'])
    expect(run.stderr).toContain('--show-logs shows what the function wrote')
    expect(run.stdout).toContain('  log           createSecret: at work')
    expect(run.stdout).toMatch(/ {2}log {11}START RequestId: /)
  })
})
