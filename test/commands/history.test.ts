import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {CreateKeyCommand, DisableKeyCommand, KMSClient} from '@aws-sdk/client-kms'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf, itemBreachesOf} from '../support/json-schema.ts'
import {type Behaviour, type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let fleet: RotatingFleet
const name = 'prod/orders/db'
const minute = 60_000
/** The handlers run in this process, so the place beside it is that of a file of the tests, or none. */
const rootError: unknown = expect.stringMatching(/^TargetError/)

beforeEach(async () => {
  fleet = await startFleet()
})

afterEach(() => fleet[Symbol.asyncDispose]())

interface Answer {
  readonly exitCode: number
  readonly problems: readonly {
    readonly kind: string
    readonly at: string
    readonly overAt?: string
    readonly versionId?: string
    readonly who?: {
      readonly kind: string
      readonly arn?: string
      readonly sourceIp?: string
      readonly userAgent?: string
    }
    readonly failure?: Record<string, unknown>
  }[]
  readonly lines: readonly {
    readonly kind: string
    readonly source: string
    readonly name?: string
    readonly step?: string
    readonly [member: string]: unknown
  }[]
  readonly leftOut: number
  readonly covered: {
    readonly log: {readonly shared?: unknown} | null
    readonly events: {readonly names: readonly string[]} | null
  }
  readonly notRead: readonly {readonly fact: string; readonly action?: string}[]
  readonly next: readonly string[] | null
  readonly error?: {readonly code: string}
}

async function answerOf(...more: readonly string[]): Promise<Answer> {
  const run = await fleet.run(['history', name, ...more, '--json'])
  expect(breachesOf('history', run.json)).toEqual([])
  return run.json as Answer
}

/** Somebody else than the one who made the secret. */
function as(userName: string): SecretsManagerClient {
  const {accountId, iam, config} = fleet.sandbox
  const credentials = iam.addUser({accountId, userName, policies: {all: allow('*')}})
  return new SecretsManagerClient({...config, credentials, customUserAgent: 'ops-script/7', maxAttempts: 3})
}

function allow(...actions: readonly string[]): {Version: string; Statement: object[]} {
  return {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: actions, Resource: '*'}]}
}

/** The command as a user who may do everything but these actions. */
function withoutActions(argv: readonly string[], ...actions: readonly string[]): Promise<SecrotRun> {
  const {accountId, iam, url} = fleet.sandbox
  const policy = allow('*')
  policy.Statement.push({Effect: 'Deny', Action: actions, Resource: '*'})
  const credentials = iam.addUser({accountId, userName: `reader-${actions.length}`, policies: {most: policy}})
  return fleet.run(argv, {sandbox: {url, credentials}})
}

const eventOf = (answer: Answer, event: string) => answer.lines.find(line => line.name === event)

describe('the history of a secret whose rotation failed', () => {
  beforeEach(async () => {
    await fleet.secret(name, await fleet.rotator('orders-rotation', {failsIn: 'testSecret'}))
    await fleet.pass(20 * minute)
  })

  it('begins with the root error of the failing step, and ends with the doctor', async () => {
    const run = await fleet.run(['history', name])
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/^✖ failed {2}prod\/orders\/db: testSecret: TargetError/)
    expect(run.stderr).toMatch(/\nNext: secrot doctor prod\/orders\/db\n$/)
    expect(run.stdout + run.stderr).not.toContain('canary')
  })

  it('says how often it was tried, which version, and who started it', async () => {
    const {problems, lines} = await answerOf()
    const started = lines.find(line => line.name === 'RotateSecret')
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({
      kind: 'failed',
      versionId: started?.['versionId'],
      failure: {step: 'testSecret', stepCertain: true, error: rootError, errorSource: 'log', attempts: 3},
    })
    expect(problems[0]?.failure?.['startedBy']).toMatchObject({kind: 'caller', arn: 'arn:aws:iam::111122223333:root'})
    expect(problems[0]).not.toHaveProperty('overAt')
  })

  it('tells events, steps and versions as one timeline, each with its source', async () => {
    const {lines} = await answerOf()
    const told = lines.map(line => `${line.source} ${line.name ?? line.step ?? line.kind}`)
    expect(told.slice(0, 10)).toEqual([
      'trail CreateSecret',
      'labels version',
      'trail RotateSecret',
      'trail RotationStarted',
      'labels version',
      'trail PutSecretValue',
      'log createSecret',
      'log setSecret',
      'log testSecret',
      'trail RotationFailed',
    ])
    expect(lines.find(line => line.step === 'setSecret')).toMatchObject({certain: false, outcome: 'ok'})
    expect(eventOf({lines} as unknown as Answer, 'PutSecretValue')).toMatchObject({who: {kind: 'function'}})
  })

  it('is over once a rotation succeeded, and nothing wants a next command', async () => {
    await fleet.secrets.send(new PutSecretValueCommand({SecretId: name, SecretString: 'by hand'}))
    await fleet.pass(minute)
    const arn = await fleet.rotator('mended-rotation')
    await fleet.secrets.send(new RotateSecretCommand({SecretId: name, RotationLambdaARN: arn}))
    await fleet.sandbox.clock.idle()
    await fleet.pass(minute)
    const {problems, next} = await answerOf('--since', '1d')
    expect(problems.map(problem => [problem.kind, problem.overAt !== undefined])).toContainEqual(['failed', true])
    expect(next).toBeNull()
  })

  it('says the same the second time, and calls nothing but reads', async () => {
    const [first, second] = [await answerOf(), await answerOf()]
    expect(second.lines).toEqual(first.lines)
    expect(second.problems).toEqual(first.problems)
    const run = await fleet.run(['history', name])
    expect(run.calledActions.filter(action => !/:(Describe|Get|List|Lookup|Filter)/.test(action))).toEqual([])
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
  })

  it('leaves out the older lines beyond --limit and counts them', async () => {
    const all = await answerOf()
    const few = await answerOf('--limit', '4')
    expect(few.lines).toEqual(all.lines.slice(-4))
    expect(few.leftOut).toBe(all.lines.length - 4)
    expect((await fleet.run(['history', name, '--limit', '4'])).stdout).toContain('older lines left out (--limit)')
  })

  it('tells nothing from before --since', async () => {
    await fleet.pass(60 * minute)
    const {lines, problems} = await answerOf('--since', '10m')
    expect([lines, problems]).toEqual([[], []])
  })

  it('is one object a line with --format ndjson, the problem first', async () => {
    const run = await fleet.run(['history', name, '--format', 'ndjson'])
    const items = run.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as {kind: string})
    expect(items.flatMap(item => itemBreachesOf('history', item))).toEqual([])
    expect(items[0]?.kind).toBe('problem')
    expect(items.length).toBeGreaterThan(10)
  })

  it('shows what the function wrote with --show-logs alone, after a warning', async () => {
    const run = await fleet.run(['history', name, '--show-logs'])
    expect(run.stdout).toContain('canary in testSecret')
    expect(run.stderr).toContain('--show-logs shows what the function wrote, secrets too')
    const {lines} = await answerOf('--show-logs')
    expect(lines.filter(line => line.kind === 'log').length).toBeGreaterThan(0)
  })
})

describe('who did it', () => {
  it('is named for a cancelled rotation, with address and user agent', async () => {
    await fleet.secret(name, await fleet.rotator('orders-rotation'))
    await as('ada').send(new CancelRotateSecretCommand({SecretId: name}))
    await fleet.pass(minute)
    const {problems, next} = await answerOf()
    expect(problems[0]).toMatchObject({
      kind: 'cancelled',
      who: {kind: 'caller', arn: 'arn:aws:iam::111122223333:user/ada', sourceIp: '127.0.0.1'},
    })
    expect(problems[0]?.who?.userAgent).toContain('ops-script/7')
    expect(next).toEqual(['secrot', 'doctor', name])
    const shown = await fleet.run(['history', name], {tty: {columns: 120}, env: {NO_COLOR: '1'}})
    expect(shown.stdout).toMatch(
      /^✖ cancelled {2}prod\/orders\/db: rotation is off, it was cancelled\n {2}When .*by user\/ada from 127\.0\.0\.1, /,
    )
  })

  it('is named for a label that was moved by hand', async () => {
    await fleet.secret(name, await fleet.rotator('orders-rotation', {failsIn: 'testSecret'}))
    const pending = (await answerOf()).problems[0]?.versionId ?? ''
    const move = {SecretId: name, VersionStage: 'AWSPENDING', RemoveFromVersionId: pending}
    await as('ada').send(new UpdateSecretVersionStageCommand(move))
    await fleet.pass(minute)
    expect(eventOf(await answerOf(), 'UpdateSecretVersionStage')).toMatchObject({
      move: {label: 'AWSPENDING', from: pending},
      who: {kind: 'caller', arn: 'arn:aws:iam::111122223333:user/ada'},
    })
  })

  it('is named for a value that was written, by which a rotation was abandoned', async () => {
    await fleet.secret(name, await fleet.rotator('orders-rotation', {failsIn: 'testSecret'}))
    await as('ada').send(new PutSecretValueCommand({SecretId: name, SecretString: 'by hand'}))
    await fleet.pass(5 * minute)
    const {problems} = await answerOf()
    expect(problems[0]).toMatchObject({kind: 'abandoned', who: {arn: 'arn:aws:iam::111122223333:user/ada'}})
    const run = await fleet.run(['history', name])
    expect(run.stdout).toMatch(
      /^✖ abandoned .* lost AWSPENDING while it was rotated in\n.* after a value was written by .*user\/ada/,
    )
  })

  it('is named for a deletion, also when the secret is gone', async () => {
    await fleet.secret(name)
    const client = as('ada')
    await client.send(new TagResourceCommand({SecretId: name, Tags: [{Key: 'team', Value: 'canary'}]}))
    await client.send(new DeleteSecretCommand({SecretId: name, ForceDeleteWithoutRecovery: true}))
    await fleet.pass(60 * minute)
    const run = await fleet.run(['history', name])
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/^✖ deleted {2}prod\/orders\/db: the secret was deleted\n {2}When .*user\/ada/)
    expect(run.stderr).toContain(`Not read: labels of ${name}`)
    expect(run.stdout).toContain('TagResource team by')
    expect(run.stdout).not.toContain('canary')
    expect((await answerOf()).problems[0]).toMatchObject({kind: 'deleted'})
  })
})

describe('the history of a secret that rotates', () => {
  it('says that nothing failed, and since when', async () => {
    await fleet.secret(name, await fleet.rotator('orders-rotation'))
    const run = await fleet.run(['history', name])
    expect(run.stdout).toMatch(/^✔ prod\/orders\/db: no failed, abandoned or cancelled rotation seen since 2026-10-26T/)
    expect(run.stderr).not.toContain('Next:')
    expect(run.exitCode).toBe(0)
  })

  it('does not count an attempt that failed before the same rotation went well', async () => {
    const behaviour = {failsIn: 'testSecret' as 'testSecret' | undefined}
    const arn = await fleet.rotator('orders-rotation', behaviour)
    await fleet.secrets.send(new CreateSecretCommand({Name: name, SecretString: 'first'}))
    const rules = {RotationRules: {AutomaticallyAfterDays: 30}}
    await fleet.secrets.send(new RotateSecretCommand({SecretId: name, RotationLambdaARN: arn, ...rules}))
    await fleet.pass(10_000)
    behaviour.failsIn = undefined
    await fleet.pass(20 * minute)
    const {problems, lines} = await answerOf()
    expect(lines.filter(line => line['outcome'] === 'failed').length).toBeGreaterThan(0)
    expect(problems).toEqual([])
  })
})

describe('what cannot be read', () => {
  beforeEach(async () => {
    await fleet.secret(name, await fleet.rotator('orders-rotation', {failsIn: 'testSecret'}))
    await fleet.pass(20 * minute)
  })

  it.each([
    ['cloudtrail:LookupEvents', 'events of eu-central-1'],
    ['logs:FilterLogEvents', 'log of function orders-rotation'],
    ['lambda:GetFunctionConfiguration', 'function orders-rotation'],
    ['secretsmanager:ListSecretVersionIds', 'versions of prod/orders/db'],
    ['secretsmanager:DescribeSecret', 'labels of prod/orders/db'],
  ])('is named with its action: %s', async (action, what) => {
    const run = await withoutActions(['history', name], action)
    expect(run.stderr).toContain(`Not read: ${what} (${action})`)
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/^✖ failed {2}prod\/orders\/db: /)
  })

  it('tells the root error by the log alone where the trail is denied', async () => {
    const run = await withoutActions(['history', name, '--json'], 'cloudtrail:LookupEvents')
    const {problems, covered} = run.json as Answer
    expect(problems[0]).toMatchObject({
      failure: {error: rootError, attempts: 3, step: 'testSecret', stepCertain: false},
    })
    expect(covered.events).toBeNull()
  })

  it('tells the step by the trail alone where the log is denied', async () => {
    const run = await withoutActions(['history', name, '--json'], 'logs:FilterLogEvents')
    expect((run.json as Answer).problems[0]).toMatchObject({failure: {step: 'testSecret', errorSource: 'trail'}})
  })

  it('is never taken for a history without problems', async () => {
    const run = await withoutActions(['history', name, '--since', '1m'], 'cloudtrail:LookupEvents')
    expect(run.stdout).toMatch(/^\? prod\/orders\/db: no problem in what could be read, and not everything could be/)
  })

  it('ends with exit 5 when nothing can be', async () => {
    const denied = ['secretsmanager:DescribeSecret', 'cloudtrail:LookupEvents']
    const run = await withoutActions(['history', name], ...denied)
    expect([run.exitCode, run.stdout]).toEqual([5, ''])
    expect(run.stderr).toContain('ACCESS_DENIED')
    expect(run.stderr).toContain('secretsmanager:DescribeSecret')
  })
})

describe('a function that several secrets have', () => {
  it('has its lines marked where they name no secret, and they decide nothing', async () => {
    const arn = await fleet.rotator('shared-rotation', {failsIn: 'testSecret'})
    await fleet.secret(name, arn)
    await fleet.secret('prod/other', arn)
    await fleet.pass(20 * minute)
    const answer = await answerOf()
    expect(answer.covered.log?.shared).toBe(true)
    expect(answer.lines.filter(line => line.kind === 'step')).toEqual([])
    expect(answer.problems[0]?.failure).toMatchObject({step: 'testSecret', errorSource: 'trail'})
    const run = await fleet.run(['history', name])
    expect(run.stdout).toContain('same function, maybe another secret: failed')
  })

  it('has lines of this secret where they print its version, and the others left to doubt', async () => {
    const arn = await fleet.rotator('shared-rotation', {failsIn: 'testSecret', saysVersion: true})
    await fleet.secret(name, arn)
    await fleet.secret('prod/other', arn)
    await fleet.pass(20 * minute)
    const {lines, problems} = await answerOf()
    expect(problems[0]?.failure).toMatchObject({error: rootError, errorSource: 'log', attempts: 3})
    const counts = (kind: string): number => lines.filter(line => line.kind === kind).length
    expect(counts('step')).toBe(9)
    expect(counts('maybe-other')).toBe(9)
  })

  it('says so where the secrets cannot be listed', async () => {
    const arn = await fleet.rotator('shared-rotation', {failsIn: 'testSecret'})
    await fleet.secret(name, arn)
    const run = await withoutActions(['history', name], 'secretsmanager:ListSecrets')
    expect(run.stderr).toContain('(secretsmanager:ListSecrets)')
    expect(run.exitCode).toBe(0)
  })
})

describe('the events of a key', () => {
  const ofKey = ['ScheduleKeyDeletion', 'DisableKey']
  let kms: KMSClient

  beforeEach(() => {
    kms = new KMSClient({...fleet.sandbox.config, maxAttempts: 3})
  })

  afterEach(() => kms.destroy())

  /** A secret under a key of its own; it rotates once that was done to the key. */
  async function rotatesAfter(harm: (keyId: string) => Promise<unknown>, behaviour: Behaviour = {}): Promise<void> {
    const {KeyMetadata} = await kms.send(new CreateKeyCommand({}))
    const keyId = KeyMetadata?.Arn ?? ''
    const arn = await fleet.rotator('orders-rotation', behaviour)
    await fleet.secrets.send(new CreateSecretCommand({Name: name, SecretString: 'first', KmsKeyId: keyId}))
    await fleet.pass(minute)
    await harm(keyId)
    const rules = {RotationRules: {AutomaticallyAfterDays: 30}}
    await fleet.secrets.send(new RotateSecretCommand({SecretId: name, RotationLambdaARN: arn, ...rules}))
    await fleet.pass(20 * minute)
  }

  it('tell who disabled it, once the log says that it refuses', async () => {
    await rotatesAfter(KeyId => kms.send(new DisableKeyCommand({KeyId})))
    const {problems, covered, lines} = await answerOf()
    expect(problems[0]?.failure?.['error']).toMatch(/the KMS key refuses it$/)
    expect(covered.events?.names).toEqual(expect.arrayContaining(ofKey))
    expect(lines.find(line => line.name === 'DisableKey')).toMatchObject({
      who: {kind: 'caller', arn: 'arn:aws:iam::111122223333:root', sourceIp: '127.0.0.1'},
    })
  })

  it('are not asked for otherwise', async () => {
    await rotatesAfter(() => Promise.resolve(), {failsIn: 'testSecret'})
    const {covered} = await answerOf()
    expect(covered.events?.names).toContain('RotationFailed')
    expect(covered.events?.names.filter(event => ofKey.includes(event))).toEqual([])
  })
})

describe('bad input changes nothing and ends with exit 2', () => {
  it.each([
    [['history', 'arn:aws:secretsmanager:x'], 'SECRET_ID_MALFORMED'],
    [['history', name, '--limit', '0'], 'USAGE'],
    [['history', name, '--since', 'yesterday'], 'USAGE'],
    [['history'], 'SECRET_MISSING'],
  ])('%s', async (argv, code) => {
    const run = await fleet.run(argv)
    expect([run.exitCode, run.stdout]).toEqual([2, ''])
    expect(run.stderr).toContain(code)
    const json = await fleet.run([...argv, '--json'])
    expect([json.exitCode, (json.json as Answer).error?.code]).toEqual([2, code])
  })

  it('and a secret that never was with exit 1', async () => {
    const run = await fleet.run(['history', 'prod/none'])
    expect([run.exitCode, run.stdout]).toEqual([1, ''])
    expect(run.stderr).toContain('SECRET_NOT_FOUND')
  })
})
