import {setImmediate} from 'node:timers/promises'
import type {Clock} from '../../src/lib/operations/context.ts'
import {LambdaClient, UpdateFunctionCodeCommand} from '@aws-sdk/client-lambda'
import type {SandboxOptions} from '../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {packagedRoot} from './packaged-root.ts'
import {runSecrot, type RunSecrotOptions, type SecrotRun} from './run-secrot.ts'
import {startTestSandbox, type TestSandbox} from './sandbox.ts'

/** A sandbox, and secrot as it is published: with the packages of its rotators. */
export interface DeployBench extends AsyncDisposable {
  readonly sandbox: TestSandbox
  /** The top of secrot's package. */
  readonly root: string
  run(argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun>
  /** The same by a clock that takes AWS's time along where secrot waits, such as between two pages of a trail. */
  hurried(argv: readonly string[]): Promise<SecrotRun>
  /** Gives a function other code, as an older version of secrot has deployed it. */
  outdate(functionName: string): Promise<void>
}

export async function startDeployBench(options: SandboxOptions = {}): Promise<DeployBench> {
  const packaged = await packagedRoot()
  const sandbox = await startTestSandbox(options)
  return {
    sandbox,
    root: packaged.root,
    run: (argv, more = {}) => runSecrot(argv, {sandbox, root: packaged.root, env: {NO_COLOR: '1'}, ...more}),
    hurried: argv =>
      runSecrot(argv, {sandbox, root: packaged.root, env: {NO_COLOR: '1'}, clock: hurriedClock(sandbox)}),
    async outdate(functionName) {
      const lambda = new LambdaClient(sandbox.config)
      const code = zipFiles({'index.mjs': 'export const handler = async () => {}'})
      await lambda.send(new UpdateFunctionCodeCommand({FunctionName: functionName, ZipFile: code}))
      lambda.destroy()
      await sandbox.clock.idle()
    },
    async [Symbol.asyncDispose]() {
      await sandbox.stop()
      await packaged[Symbol.asyncDispose]()
    },
  }
}

function hurriedClock({clock}: TestSandbox): Clock {
  return {
    now: () => clock.now(),
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      clock.jump(ms)
      await setImmediate()
    },
  }
}

/** The calls of a run that change something, in their order. */
export function changing({calledActions}: SecrotRun): readonly string[] {
  return calledActions.filter(action => !/:(?:Get|List|Describe)/.test(action))
}
