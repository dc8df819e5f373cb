/** Lambda: aws-behaviour.md section 5. */
import type {Functions, Service, World} from '../../kernel.ts'
import type {ProcessOptions} from '../../runtime/process-options.ts'
import {createRunner} from '../../runtime/runner.ts'
import type {Runner} from '../../runtime/runner.ts'
import {createCodeServer} from './code-server.ts'
import {functionNotFound, messageKey} from './errors.ts'
import {createInvoker} from './invoker.ts'
import type {FunctionName} from './names.ts'
import {parseFunctionArn} from './names.ts'
import type {Lambda} from './operation.ts'
import {OPERATIONS} from './operations.ts'
import {mayServiceInvoke} from './resource-policy.ts'
import {LambdaState, versionOf} from './state.ts'

/** Lambda, and the functions that other services call. */
export interface LambdaService
  extends
    Service,
    Functions,
    Pick<Runner, 'registerInProcess' | 'forgetHandlers' | 'endWorkers' | 'filesOf' | 'sharedFolders' | 'network'> {
  /** From now on `count` workers of the function wait, initialised, beside those at work. Resolves when they do. */
  spare(functionArn: string, count: number): Promise<void>
  stop(): Promise<void>
}

export function createLambda(world: World, processes: ProcessOptions): LambdaService {
  const state = new LambdaState()
  const runner = createRunner(world, processes)
  const invoker = createInvoker(world, state, runner)
  const lambda: Lambda = {world, state, runner, invoker, codeServer: createCodeServer()}
  const operations = OPERATIONS.map(make => make(lambda))
  return {
    definition: {
      id: 'lambda',
      protocol: 'rest-json',
      eventSource: 'lambda.amazonaws.com',
      messageKey,
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    mayInvoke({functionArn, ...asking}) {
      const named = parseFunctionArn(functionArn)
      return named === undefined ? 'missing' : mayServiceInvoke(world, state, named, asking)
    },
    async invoke({functionArn, payload, invocationType, source}) {
      const sending = {named: needNamed(functionArn), payload, source, requestId: world.uuid()}
      if (invocationType === 'RequestResponse') return await invoker.invoke(sending)
      invoker.enqueue(sending)
      return {requestId: sending.requestId, executedVersion: '', payload: '', logTail: '', durationMs: 0}
    },
    timeoutMs(functionArn) {
      const named = parseFunctionArn(functionArn)
      const entity = named === undefined ? undefined : state.find(named)
      const version = entity === undefined ? undefined : versionOf(entity, named?.qualifier)
      return version === undefined ? undefined : version.settings.timeoutSeconds * 1000
    },
    killWorker: accessKeyId => runner.killWorker(accessKeyId),
    isOver: accessKeyId => runner.isOver(accessKeyId),
    soleRunning: () => runner.soleRunning(),
    registerInProcess: (functionArn, handler) => runner.registerInProcess(functionArn, handler),
    forgetHandlers: () => runner.forgetHandlers(),
    snapshot: () => state.snapshot(),
    endWorkers: () => runner.endWorkers(),
    network: () => runner.network(),
    filesOf: functionArn => runner.filesOf(functionArn),
    sharedFolders: () => runner.sharedFolders(),
    callArrived: accessKeyId => runner.callArrived(accessKeyId),
    liveWorkers: () => runner.liveWorkers(),
    spare: (functionArn, count) => runner.spare(functionArn, count, () => invoker.find(needNamed(functionArn))),
    restore(snapshot, {workers}) {
      state.restore(snapshot)
      // What warm workers remember belongs to a time that never was.
      if (workers === 'end') void runner.reset()
      else
        runner.keepFree(fn => invoker.find(parseFunctionArn(`${fn.arn}:${fn.version}`))?.revisionId === fn.revisionId)
    },
    async stop() {
      await runner.stop()
      await lambda.codeServer.stop()
    },
  }
}

function needNamed(functionArn: string): FunctionName {
  const named = parseFunctionArn(functionArn)
  if (named === undefined) throw functionNotFound(functionArn)
  return named
}
