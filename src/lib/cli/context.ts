import {assumedRole} from '../aws/assumed-role.ts'
import {Clients} from '../aws/clients.ts'
import {gatewaysOf, mutationsOf} from '../aws/connect.ts'
import type {AwsScope, CallerIdentity, Gateways, Mutations, ScopeFlags} from '../aws/gateways.ts'
import type {Journal} from '../journal/journal.ts'
import type {Ask, Clock, Context, OtherAccounts, Progress, Random} from '../operations/context.ts'
import {rehearsalsIn} from './rehearsals.ts'
import type {CommandScope} from './scope.ts'

export interface ContextParts {
  readonly clock: Clock
  /** Corrects the clock by the time of a reply; returns the skew in ms when it was taken over just now. Absent: never. */
  readonly hear?: (serverTime: number) => number | undefined
  readonly random: Random
  readonly journal: Journal
  /** SECROT_STATE_DIR or the platform's folder. */
  readonly stateFolder: string
  /** Where the packages of the rotators lie, with their records. */
  readonly rotatorsFolder: string
  readonly ask: Ask
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly env: NodeJS.ProcessEnv
  readonly userAgent: readonly [string, string]
  /** Absent: the command reads no configuration. */
  readonly otherAccounts?: OtherAccounts | undefined
  readonly askMfaCode?: (serial: string) => Promise<string>
}

/** The Context of one run. Clients are made with their first call and kept. */
export function makeContext(command: CommandScope, parts: ContextParts): Context {
  const calledActions: string[] = []
  let renewed = false
  const clients: PerScope<Clients> = perScope(command, scope => {
    const {role, ...base} = scope
    const credentials =
      role === undefined ? {} : {credentials: assumedRole(clients(base), role, () => parts.clock.now())}
    return new Clients({
      scope,
      endpointOf: service => command.endpointOf(scope, service),
      flags: command.flagsOf(scope),
      allowInsecureEndpoint: command.allowInsecureEndpoint,
      noteAction: action => calledActions.push(action),
      noteReplyTime: time => sayWhenTaken(parts.hear?.(time), scope, parts.progress),
      pause: ms => parts.clock.sleep(ms),
      signal: parts.signal,
      env: parts.env,
      userAgent: parts.userAgent,
      rereadFiles: renewed,
      ...credentials,
      ...(parts.askMfaCode === undefined ? {} : {askMfaCode: parts.askMfaCode}),
    })
  })
  const gateways = perScope(command, scope => gatewaysOf(clients(scope)))
  const mutations = perScope(command, scope => mutationsOf(clients(scope), () => parts.clock.now()))
  const callers = perScope(command, scope => gateways(scope).sts.callerIdentity())
  return {
    scope: command.scope,
    scopeFlags: (wanted?: Partial<AwsScope>): ScopeFlags => command.flagsOf(command.scopeOf(wanted)),
    aws: (wanted?: Partial<AwsScope>): Gateways => gateways(wanted),
    mutations: (wanted?: Partial<AwsScope>): Mutations => mutations(wanted),
    caller: (wanted?: Partial<AwsScope>): Promise<CallerIdentity> => callers(wanted),
    renewCredentials: () => {
      renewed = true
      for (const cache of [clients, gateways, mutations, callers]) cache.forget()
    },
    ...(parts.otherAccounts === undefined ? {} : {otherAccounts: parts.otherAccounts}),
    journal: parts.journal,
    changesSince: async at => (await import('../journal/past.ts')).changesSince(parts.stateFolder, at),
    clock: parts.clock,
    random: parts.random,
    probes: {command: async options => (await import('../probes/command.ts')).commandProbe(options)},
    rehearsals: rehearsalsIn(parts.stateFolder, parts.rotatorsFolder),
    ask: parts.ask,
    progress: parts.progress,
    signal: parts.signal,
    calledActions,
  }
}

interface PerScope<T> {
  (wanted?: Partial<AwsScope>): T
  forget(): void
}

/** One value for each scope that is asked for. */
function perScope<T>(command: CommandScope, make: (scope: AwsScope) => T): PerScope<T> {
  const made = new Map<string, T>()
  const valueOf = (wanted?: Partial<AwsScope>): T => {
    const scope = command.scopeOf(wanted)
    const key = JSON.stringify([scope.profile, scope.region, scope.endpointUrl, scope.role])
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(scope)
    made.set(key, value)
    return value
  }
  return Object.assign(valueOf, {forget: () => made.clear()})
}

function sayWhenTaken(skewMs: number | undefined, scope: AwsScope, progress: Progress): void {
  if (skewMs === undefined) return
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  const direction = skewMs > 0 ? 'behind' : 'ahead of'
  progress.warn(
    `The clock of this machine is ${minutes} minutes ${direction} ${scope.endpointUrl ?? 'AWS'}; "now" is taken from there.`,
  )
}
