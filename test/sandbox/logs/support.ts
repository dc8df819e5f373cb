import {CloudWatchLogsClient} from '@aws-sdk/client-cloudwatch-logs'

import type {SandboxOptions} from '../../../src/lib/sandbox/index.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

/** A sandbox on a manual clock with a client of its logs. */
export interface LogsBench extends AsyncDisposable {
  readonly sandbox: TestSandbox
  readonly logs: CloudWatchLogsClient
  /** Lines of a function, a second apart, as the platform writes them. */
  write(group: string, stream: string, ...messages: string[]): void
}

export const STARTED_AT = Date.UTC(2026, 4, 1)

export async function logsBench(options: SandboxOptions = {}): Promise<LogsBench> {
  const sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: STARTED_AT}, ...options})
  const logs = new CloudWatchLogsClient(sandbox.config)
  return {
    sandbox,
    logs,
    write(group, stream, ...messages) {
      const now = sandbox.clock.now()
      const lines = messages.map((message, index) => ({at: now + index * 1000, message}))
      sandbox.world.logs.write(sandbox.accountId, sandbox.region, group, stream, lines)
    },
    async [Symbol.asyncDispose]() {
      logs.destroy()
      await sandbox.stop()
    },
  }
}
