import {DescribeSecretCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, readFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'vitest'
import type {JournalEntry} from '../../src/lib/journal/journal.ts'
import {coupledClock} from './coupled-clock.ts'
import {runFile} from './journal-files.ts'
import {breachesOf} from './json-schema.ts'
import {startFleet, type Behaviour, type RotatingFleet} from './rotating-fleet.ts'
import type {RunSecrotOptions, SecrotRun} from './run-secrot.ts'

/** The answer of `rotate --json` for many, as far as tests read it. */
export interface Many {
  readonly outcome: string
  readonly runId: string | null
  readonly exitCode: number
  readonly secrets: readonly {
    readonly secret: {readonly arn: string; readonly name: string}
    readonly exitCode: number | null
    readonly outcome: string
    readonly verdict: string | null
    readonly versionId: string | null
    readonly error: {readonly code: string; readonly suggestions: readonly string[]} | null
  }[]
  readonly summary: Readonly<Record<string, number>>
}

/** A fleet, a state folder, and runs of `secrot rotate` whose clock moves the fleet's. */
export interface ManyStage extends AsyncDisposable {
  readonly fleet: RotatingFleet
  /** The state folder of all runs. */
  readonly folder: string
  run(argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun>
  /** The answer of a run that must be one object of the documented shape. */
  answerOf(argv: readonly string[], options?: RunSecrotOptions): Promise<Many>
  /** Secrets of a function that rotates well, and of one that fails in testSecret. */
  secrets(good: readonly string[], bad?: readonly string[]): Promise<void>
  /** Secrets that nothing is pending for, with a function of this behaviour. Returns the function's ARN. */
  configured(functionName: string, names: readonly string[], behaviour?: Behaviour): Promise<string>
  current(name: string): Promise<string | undefined>
  entriesOf(runId: string): Promise<readonly JournalEntry[]>
}

export async function startManyStage(): Promise<ManyStage> {
  const fleet = await startFleet()
  const coupled = coupledClock(fleet.sandbox)
  const folder = await mkdtemp(join(tmpdir(), 'secrot-many-'))
  const stage: ManyStage = {
    fleet,
    folder,
    run: (argv, options = {}) => fleet.run(['rotate', ...argv], {clock: coupled.clock, stateDir: folder, ...options}),
    async answerOf(argv, options) {
      const done = await stage.run([...argv, '--json'], options)
      expect(breachesOf('rotate', done.json)).toEqual([])
      expect(done.exitCode).toBe((done.json as Many).exitCode)
      return done.json as Many
    },
    async secrets(good, bad = []) {
      await stage.configured('good-rotation', good)
      if (bad.length > 0) await stage.configured('bad-rotation', bad, {failsIn: 'testSecret'})
      await fleet.pass(600_000)
    },
    async configured(functionName, names, behaviour = {}) {
      const functionArn = await fleet.rotator(functionName, behaviour)
      const rotation = {RotationLambdaARN: functionArn, RotationRules: {AutomaticallyAfterDays: 30}}
      for (const name of names) {
        await fleet.secret(name)
        await fleet.rotate(name, {...rotation, RotateImmediately: false})
        await fleet.pass(5000)
      }
      return functionArn
    },
    async current(name) {
      const {VersionIdsToStages = {}} = await fleet.secrets.send(new DescribeSecretCommand({SecretId: name}))
      return Object.keys(VersionIdsToStages).find(id => VersionIdsToStages[id]?.includes('AWSCURRENT') === true)
    },
    async entriesOf(runId) {
      const text = await readFile(runFile(folder, runId), 'utf8')
      return text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as JournalEntry)
    },
    async [Symbol.asyncDispose]() {
      coupled.stop()
      await fleet[Symbol.asyncDispose]()
    },
  }
  return stage
}

/** Each secret in words: `prod/a followed succeeded 0`. */
export function told({secrets}: Many): readonly string[] {
  return secrets.map(({secret, outcome, verdict, exitCode}) => [secret.name, outcome, verdict, exitCode].join(' '))
}

export function rotations(done: SecrotRun): number {
  return done.calledActions.filter(action => action === 'secretsmanager:RotateSecret').length
}
