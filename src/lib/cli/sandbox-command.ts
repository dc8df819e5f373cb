import {once} from 'node:events'
import {join} from 'node:path'
import {Flags} from '@oclif/core'

import type {SandboxContext} from '../operations/sandbox-context.ts'
import {BaseCommand} from './base-command.ts'
import {listenForInterrupt} from './interrupt.ts'
import {outputOf, runChild} from './run-child.ts'
import {stateFolder} from './state-folder.ts'

/** Flags of all `sandbox` commands. */
export const sandboxFlags = {
  state: Flags.directory({description: 'Folder of the sandbox; it survives there.', helpValue: 'DIR'}),
}

/** What the `sandbox` commands share: they work without AWS, and load the sandbox itself on use. */
export abstract class SandboxCommand extends BaseCommand {
  protected async sandboxContext(): Promise<SandboxContext> {
    const {env, progress, signal} = this.tools
    return {
      sandbox: await import('../sandbox/index.ts'),
      stateFolder: join(stateFolder(env), 'sandbox'),
      env,
      pid: process.pid,
      progress,
      signal,
      runChild,
      outputOf,
    }
  }

  /**
   * Ctrl-C ends the work, except while a child runs: then it is the child's. For commands whose run leaves it alone
   * (`leaveInterrupts`).
   */
  protected async withChildren<T>(work: (context: SandboxContext) => Promise<T>): Promise<T> {
    const context = await this.sandboxContext()
    const abort = new AbortController()
    let stopListening = listenForInterrupt(abort)
    try {
      return await work({
        ...context,
        signal: AbortSignal.any([context.signal, abort.signal]),
        runChild: async (argv, env) => {
          stopListening()
          const end = await context.runChild(argv, env)
          stopListening = listenForInterrupt(abort)
          return end
        },
      })
    } finally {
      stopListening()
    }
  }

  /** Resolves at Ctrl-C, at SIGTERM and when nobody reads stdout any more. */
  protected async untilInterrupted(): Promise<void> {
    const {signal} = this.tools
    if (!signal.aborted) await once(signal, 'abort')
  }
}
