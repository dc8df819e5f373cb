import {
  DescribeSecretCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {coupledClock} from '../support/coupled-clock.ts'
import {itemBreachesOf} from '../support/json-schema.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let fleet: RotatingFleet
let coupled: ReturnType<typeof coupledClock>
const name = 'prod/orders/db'

beforeEach(async () => {
  fleet = await startFleet({switches: {rotationAttempts: 1, trailDelayMs: 60_000}})
  await fleet.secret(name, await fleet.rotator('orders-rotation', {saysVersion: true}))
  await fleet.pass(20 * 60_000)
  coupled = coupledClock(fleet.sandbox)
})

afterEach(async () => {
  coupled.stop()
  await fleet[Symbol.asyncDispose]()
})

interface Item {
  readonly kind: string
  readonly name?: string
  readonly step?: string
  readonly outcome?: string
  readonly eventId?: string
  readonly [member: string]: unknown
}

/** Follows, acts once the past is told, and is interrupted as soon as `enough` was written. */
async function followed(
  argv: readonly string[],
  act: () => Promise<unknown>,
  enough: (stdout: string) => boolean,
  more: {readonly env?: Record<string, string>; readonly tty?: {readonly columns: number}} = {},
): Promise<SecrotRun> {
  const interrupt = new AbortController()
  let acted: Promise<unknown> | undefined
  const run = await fleet.run(['history', name, '--follow', ...argv], {
    clock: coupled.clock,
    interrupt: interrupt.signal,
    onOutput: ({stdout, stderr}) => {
      if (stderr.includes('Following')) acted ??= act()
      if (enough(stdout)) interrupt.abort()
    },
    ...more,
  })
  await acted
  return run
}

const itemsOf = ({stdout}: SecrotRun): readonly Item[] =>
  stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Item)

/** The past has it once. */
const twice = (word: string) => (stdout: string) => stdout.split(word).length > 2

const rotates = () => fleet.secrets.send(new RotateSecretCommand({SecretId: name}))

describe('history --follow', () => {
  it('goes on with labels, steps and events, one object a line, until Ctrl-C', async () => {
    const before = itemsOf(await fleet.run(['history', name, '--format', 'ndjson']))
    const run = await followed(['--format', 'ndjson'], rotates, twice('RotationSucceeded'))
    expect(run.exitCode).toBe(130)
    const items = itemsOf(run)
    expect(items.flatMap(item => itemBreachesOf('history', item))).toEqual([])
    expect(items.slice(0, before.length)).toEqual(before)
    const news = items.slice(before.length)
    expect(news.flatMap(({step, outcome}) => (step === undefined ? [] : [`${step} ${outcome}`]))).toEqual([
      'createSecret ok',
      'setSecret ok',
      'testSecret ok',
      'finishSecret ok',
    ])
    const moves = news.flatMap(({kind, moves}) => (kind === 'labels' ? (moves as {label: string}[]) : []))
    expect(moves.map(({label}) => label)).toContain('AWSCURRENT')
    expect(news.find(item => item.name === 'RotationSucceeded')).toBeDefined()
  })

  it('tells nothing twice', async () => {
    const run = await followed(['--format', 'ndjson'], rotates, twice('RotationSucceeded'))
    const lines = run.stdout.trim().split('\n')
    expect(new Set(lines).size).toBe(lines.length)
    const events = itemsOf(run).flatMap(({eventId}) => eventId ?? [])
    expect(new Set(events).size).toBe(events.length)
  })

  it('names who moved a label, once the trail has it', async () => {
    const versionId = async (label: string): Promise<string> => {
      const {VersionIdsToStages = {}} = await fleet.secrets.send(new DescribeSecretCommand({SecretId: name}))
      return Object.keys(VersionIdsToStages).find(id => VersionIdsToStages[id]?.includes(label)) ?? ''
    }
    const [from, to] = [await versionId('AWSCURRENT'), await versionId('AWSPREVIOUS')]
    const move = {SecretId: name, VersionStage: 'AWSCURRENT', RemoveFromVersionId: from, MoveToVersionId: to}
    const moved = () => fleet.secrets.send(new UpdateSecretVersionStageCommand(move))
    const run = await followed(['--format', 'ndjson'], moved, twice('UpdateSecretVersionStage'))
    const news = itemsOf(run)
    expect(news.find(({kind}) => kind === 'labels')).toMatchObject({
      moves: expect.arrayContaining([{label: 'AWSCURRENT', from, to}]) as unknown,
    })
    expect(news.findLast(item => item.name === 'UpdateSecretVersionStage')).toMatchObject({
      move: {label: 'AWSCURRENT', from, to},
      who: {kind: 'caller', arn: 'arn:aws:iam::111122223333:root'},
    })
  })

  it('asks for labels and log no more than every 2 seconds, CloudTrail every 10', async () => {
    let from = 0
    const acts = () => {
      from = fleet.sandbox.callRecord.entries().length
      return rotates()
    }
    await followed(['--format', 'ndjson'], acts, twice('RotationSucceeded'))
    const calls = fleet.sandbox.callRecord.entries().slice(from)
    const apart = (operation: string): number => {
      const times = calls.filter(call => call.operation === operation).map(call => call.at)
      expect(times.length).toBeGreaterThan(2)
      return Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))
    }
    expect(apart('LookupEvents')).toBeGreaterThanOrEqual(10_000)
    expect(apart('FilterLogEvents')).toBeGreaterThanOrEqual(2000)
  })

  it('goes on in a terminal with lines below the others', async () => {
    const run = await followed(
      [],
      rotates,
      stdout => stdout.includes('AWSCURRENT') && stdout.split('finishSecret').length > 2,
      {
        tty: {columns: 100},
        env: {NO_COLOR: '1'},
      },
    )
    expect(run.stderr).toContain('Ctrl-C ends it.')
    expect(run.stdout.split('15m late')[1]).toMatch(/\n\d\d:\d\d:\d\d {2}log {5}finishSecret {2}ok/)
  })

  it('has no single answer: --json is exit 2', async () => {
    const run = await fleet.run(['history', name, '--follow', '--json'])
    expect(run.exitCode).toBe(2)
    expect((run.json as {error: {code: string}}).error.code).toBe('USAGE')
  })
})
