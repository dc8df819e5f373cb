import {randomUUID} from 'node:crypto'

import {VirtualClock, type ClockOptions} from '../../../../src/lib/sandbox/clock.ts'
import {ReplyHolds} from '../../../../src/lib/sandbox/held-replies.ts'
import type {World} from '../../../../src/lib/sandbox/kernel.ts'
import type {Execution, RunnableFunction} from '../../../../src/lib/sandbox/runtime/function.ts'
import {createRunner, type Runner} from '../../../../src/lib/sandbox/runtime/runner.ts'
import {zipFiles} from '../../../../src/lib/sandbox/runtime/zip.ts'
import {createHash} from 'node:crypto'

/** A runner in a world that has a clock, sessions and logs and nothing else. */
export interface Bench extends AsyncDisposable {
  readonly runner: Runner
  readonly clock: VirtualClock
  /** Every line written, in order. */
  readonly lines: string[]
  readonly streams: Set<string>
  /** Access key ids of the workers so far. */
  readonly sessions: string[]
  run(fn: RunnableFunction, event?: unknown): Promise<Execution>
  /** Lines, one a row, without those of the platform. */
  ownLines(): string[]
}

export function aBench(
  options: {clock?: ClockOptions; url?: string; ownNetwork?: boolean; allowedHosts?: readonly string[]} = {},
): Bench {
  const clock = new VirtualClock(options.clock ?? {})
  const lines: string[] = []
  const streams = new Set<string>()
  const sessions: string[] = []
  const world = {
    clock,
    holds: new ReplyHolds(() => undefined),
    workers: {uuid: () => randomUUID()},
    url: () => options.url ?? 'http://127.0.0.1:9',
    switches: {logsNeedPermission: false},
    identities: {
      lookup: () => ({kind: 'refused', reason: 'unknown'}),
      issueSession({durationMs}: {durationMs: number}) {
        const accessKeyId = `ASIA${sessions.length}`
        sessions.push(accessKeyId)
        return {accessKeyId, secretAccessKey: 'secret', sessionToken: 'token', expiresAt: clock.now() + durationMs}
      },
    },
    logs: {
      write(_account: string, _region: string, _group: string, stream: string, written: {message: string}[]) {
        streams.add(stream)
        lines.push(...written.map(({message}) => message))
      },
    },
  } as unknown as World
  const runner = createRunner(world, {
    processTime: 'real',
    onPause: undefined,
    seedOfFunctions: undefined,
    ownNetwork: options.ownNetwork ?? false,
    allowedHosts: options.allowedHosts ?? [],
  })
  return {
    runner,
    clock,
    lines,
    streams,
    sessions,
    run: (fn, event = {}) =>
      runner.run(fn, {requestId: randomUUID(), invokedArn: fn.arn, payload: JSON.stringify(event)}),
    ownLines: () => lines.filter(line => !/^(INIT_|START |END |REPORT )/.test(line)),
    async [Symbol.asyncDispose]() {
      clock.stop()
      await runner.stop()
    },
  }
}

/** A function of the given files; the handler is `index.handler` unless told otherwise. */
export function aFunction(
  files: Record<string, string>,
  overrides: Partial<Omit<RunnableFunction, 'code' | 'codeSha256'>> = {},
): RunnableFunction {
  const code = zipFiles(files)
  const codeSha256 = createHash('sha256').update(code).digest('base64')
  return {
    arn: 'arn:aws:lambda:eu-central-1:111122223333:function:rotator',
    name: 'rotator',
    version: '$LATEST',
    accountId: '111122223333',
    region: 'eu-central-1',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    memoryMb: 128,
    timeoutMs: 10_000,
    roleArn: 'arn:aws:iam::111122223333:role/rotator',
    variables: {},
    logging: {format: 'Text', group: '/aws/lambda/rotator', applicationLevel: 'INFO', systemLevel: 'INFO'},
    layers: [],
    revisionId: codeSha256,
    ...overrides,
    code,
    codeSha256,
  }
}

/** The error object that a failed execution answered with. */
export function errorOf(execution: Execution): {
  errorType: string
  errorMessage: string
  trace?: string[]
  stackTrace?: string[]
  requestId?: string
} {
  return JSON.parse(execution.answer.payload) as ReturnType<typeof errorOf>
}
