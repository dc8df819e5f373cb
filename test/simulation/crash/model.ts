import {gatewaysOf, mutationsOf} from '../../../src/lib/aws/connect.ts'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import type {Context} from '../../../src/lib/operations/context.ts'
import type {DoctorResult} from '../../../src/lib/operations/doctor-result.ts'
import {doctor} from '../../../src/lib/operations/doctor.ts'
import {rotate} from '../../../src/lib/operations/rotate.ts'
import type {Probe, ProbeQuestion} from '../../../src/lib/probes/probe.ts'
import {bytesOf} from '../../../src/lib/probes/values.ts'
import type {Sandbox} from '../../../src/lib/sandbox/index.ts'
import type {InProcessHandler} from '../../../src/lib/sandbox/runtime/in-process-worker.ts'
import {makeHandler as makeKeyHandler} from '../../../src/lib/sandbox/scenarios/demo/handlers/access-key-rotation.mjs'
import {makeHandler as makeLoginHandler} from './login-rotation.mjs'
import type {LoginRequest} from '../../../src/lib/sandbox/targets/logins.ts'
import {chanceOf} from './chance.ts'
import {loginService, region} from './names.ts'
import type {Journals} from './journals.ts'
import {OperatorTime} from './operator-time.ts'
import type {TargetKind} from './plan.ts'
import type {Stage} from './stage.ts'
import {inProcessClient, inProcessClients} from './transport.ts'
import {doctorOptions, type Wishes} from './wishes.ts'

// Gateways load their SDK with the first call. That takes real time, in which virtual time would run on.
await Promise.all([
  import('@aws-sdk/client-secrets-manager'),
  import('@aws-sdk/client-lambda'),
  import('@aws-sdk/client-cloudwatch-logs'),
  import('@aws-sdk/client-cloudtrail'),
  import('@aws-sdk/client-iam'),
  import('@aws-sdk/client-sts'),
])

interface RotationEvent {
  readonly Step: string
  readonly SecretId: string
  readonly ClientRequestToken: string
  readonly RotationToken: string | undefined
}

/** How one run of secrot ended. */
export type SecrotEnd =
  | {readonly kind: 'died'}
  | {readonly kind: 'ended'; readonly exitCode: number; readonly report?: DoctorResult; readonly failure?: string}

/** The rotation function inside this process. */
export function inProcessRotator(sandbox: Sandbox, target: TargetKind): InProcessHandler {
  return async (event, context) => {
    const {AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SESSION_TOKEN: sessionToken = ''} = context.env
    const client = (service: string, maxAttempts: number, key = {accessKeyId, sessionToken} as {accessKeyId: string}) =>
      inProcessClient({sandbox, service, maxAttempts, caller: () => ({...key, region})})
    const log = context.log
    if (target === 'login') {
      const ask = async (_url: string, path: string, body: object) => {
        const outcome = await sandbox.logins.ask(loginService, path, body as LoginRequest)
        // As fetch tells of a connection that was cut.
        if (outcome.kind === 'cut') throw new TypeError('fetch failed')
        return outcome.kind === 'past' ? 503 : outcome.status
      }
      return makeLoginHandler({secrets: client('secretsmanager', 4), ask, env: {}, log})(event)
    }
    return makeKeyHandler({
      secrets: client('secretsmanager', 3),
      iam: client('iam', 3),
      stsOf: ({accessKeyId: asked}) => client('sts', 3, {accessKeyId: asked}),
      sleep: ms => context.clock.sleep(ms),
      log,
    })(event as RotationEvent)
  }
}

export interface ModelRun {
  readonly stage: Stage
  /** Chance of this run: equal seeds make equal ids. */
  readonly seed: number
  /** Of this machine; the run adds its own. */
  readonly journals: Journals
  /** Called with what ends the run at once, as kill −9 would. */
  readonly onStart: (die: () => void) => void
}

/** Runs a command of secrot inside this process. */
export async function runModel(
  run: ModelRun,
  command: {readonly name: 'doctor'; readonly wishes: Wishes} | {readonly name: 'rotate'},
): Promise<SecrotEnd> {
  const time = new OperatorTime(run.stage.sandbox)
  const state = {dead: false}
  run.onStart(() => {
    state.dead = true
    time.end()
  })
  const context = contextOf(run, time, state)
  const work = command.name === 'doctor' ? runDoctor(context, run.stage, command.wishes) : runRotate(context, run.stage)
  return (await time.run(work)) ?? {kind: 'died'}
}

async function runDoctor(context: Context, stage: Stage, wishes: Wishes): Promise<SecrotEnd> {
  const ignore = (): void => undefined
  return ended(async () => {
    await context.caller()
    const report = await doctor(context, doctorOptions(stage, wishes), {
      onReport: ignore,
      onRepair: ignore,
      onLog: ignore,
      onStep: ignore,
    })
    return {exitCode: Math.max(...report.secrets.map(secret => secret.exitCode)), report}
  })
}

async function runRotate(context: Context, stage: Stage): Promise<SecrotEnd> {
  return ended(async () => {
    const {watched} = await rotate(context, {
      secretId: stage.secretArn,
      yes: true,
      allow: ['rotation-off'],
      dryRun: false,
      onPlan: () => undefined,
      watch: () => ({timeoutMs: 30 * 60_000, listener: {}, stop: () => undefined}),
    })
    return {exitCode: watched?.end.kind === 'succeeded' ? EXIT.done : EXIT.unsafe}
  })
}

/** An expected failure is an end, anything else a bug. */
async function ended(work: () => Promise<{exitCode: number; report?: DoctorResult}>): Promise<SecrotEnd> {
  try {
    return {kind: 'ended', ...(await work())}
  } catch (error) {
    if (!(error instanceof SecrotError)) throw error
    return {kind: 'ended', exitCode: error.exit, failure: `${error.code}: ${error.message}`}
  }
}

function contextOf(run: ModelRun, time: OperatorTime, state: {readonly dead: boolean}): Context {
  const {sandbox, operator} = run.stage
  const calledActions: string[] = []
  // Nothing that a dead process waits for ever comes.
  const around = async <T>(call: () => Promise<T>): Promise<T> => {
    if (state.dead) return new Promise<never>(() => undefined)
    try {
      return await time.around(call)
    } finally {
      if (state.dead) await new Promise<never>(() => undefined)
    }
  }
  const clients = inProcessClients(sandbox, {
    operator,
    region,
    noteAction: action => calledActions.push(action),
    around,
  })
  Object.assign(clients.options, {pause: (ms: number) => time.clock.sleep(ms)})
  const gateways = gatewaysOf(clients)
  const mutations = mutationsOf(clients, () => time.clock.now())
  let caller: ReturnType<Context['caller']> | undefined
  const runId = `run-${run.seed}`
  const append = run.journals.begin(runId)
  return {
    scope: clients.scope,
    scopeFlags: () => ({secrot: [], aws: []}),
    aws: () => gateways,
    mutations: () => mutations,
    caller: () => (caller ??= gateways.sts.callerIdentity()),
    renewCredentials: () => undefined,
    journal: {runId, append: entry => Promise.resolve(append(entry))},
    changesSince: at => Promise.resolve(run.journals.changesSince(at)),
    probes: {command: () => Promise.resolve(loginProbeIn(sandbox, time, around))},
    rehearsals: {
      any: () => Promise.resolve(false),
      of: () => Promise.resolve({kind: 'never'}),
      packagedKind: () => Promise.resolve(undefined),
    },
    clock: time.clock,
    random: chanceOf(run.seed),
    ask: {
      interactive: false,
      confirm: ({answer, message}) =>
        answer === undefined ? Promise.reject(unanswered(message)) : Promise.resolve(answer),
      choose: ({answeredBy}) => Promise.reject(unanswered(answeredBy)),
      pressEnter: message => Promise.reject(unanswered(message)),
    },
    progress: {line: () => undefined, activity: () => undefined, warn: () => undefined},
    signal: new AbortController().signal,
    calledActions,
  }
}

function unanswered(message: string): SecrotError {
  return new SecrotError({code: 'QUESTION_WITHOUT_TERMINAL', message, exit: EXIT.usage})
}

/** The command probe, asked without a process. */
function loginProbeIn(sandbox: Sandbox, time: OperatorTime, around: <T>(call: () => Promise<T>) => Promise<T>): Probe {
  const ask = async ({value}: ProbeQuestion): Promise<number> => {
    const {user = '', password = ''} = JSON.parse(Buffer.from(bytesOf(value)).toString('utf8')) as Record<
      string,
      string
    >
    return sandbox.logins.attempt(loginService, 'login', {user, password})
  }
  return {
    kind: 'command',
    name: 'login-probe',
    wantsSelfCheck: true,
    async ask(question) {
      const status = await around(() => ask(question))
      const at = time.clock.now()
      if (status === 204) return {kind: 'yes', at}
      if (status === 401) return {kind: 'no', at}
      return {kind: 'unknown', at, reason: `it answered ${status}`}
    },
  }
}
