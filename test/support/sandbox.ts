import {startSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.ts'

/** What every SDK client takes to speak to the sandbox; one attempt, so that a test sees the first answer. */
export interface ClientConfig {
  readonly endpoint: string
  readonly region: string
  readonly credentials: {readonly accessKeyId: string; readonly secretAccessKey: string}
  readonly maxAttempts: number
}

export interface TestSandbox extends Sandbox {
  readonly config: ClientConfig
  /** Stops it and fails when the sandbox itself failed meanwhile. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A fresh sandbox on a free port, with a fixed seed unless `options` names another. */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({seed: 1, ...options})
  const stop = async () => {
    await sandbox.stop()
    if (sandbox.bugs.length > 0) throw new AggregateError(sandbox.bugs, 'The sandbox itself failed.')
  }
  return {
    ...sandbox,
    config: {endpoint: sandbox.url, region: sandbox.region, credentials: sandbox.credentials, maxAttempts: 1},
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
