import {Clients, insecureEndpoint, isLoopback} from '../aws/clients.ts'
import {gatewaysOf, mutationsOf} from '../aws/connect.ts'
import type {AwsScope, CallerIdentity, Gateways, Mutations} from '../aws/gateways.ts'
import {readProfile, type ProfileSettings} from '../aws/profile.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {Journal} from '../journal/journal.ts'
import type {Ask, Clock, Context, Progress, Random} from '../operations/context.ts'

/** Values of `awsFlags` as parsed. */
export interface AwsFlagValues {
  readonly profile?: string | undefined
  readonly region?: string | undefined
  readonly 'endpoint-url'?: string | undefined
  readonly 'allow-insecure-endpoint'?: boolean | undefined
}

export interface ContextParts {
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  /** Corrects the clock by the time of a reply; returns the skew in ms when it was taken over just now. Absent: never. */
  readonly hear?: (serverTime: number) => number | undefined
  readonly random: Random
  readonly journal: Journal
  readonly ask: Ask
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly userAgent: readonly [string, string]
  readonly askMfaCode?: (serial: string) => Promise<string>
}

/**
 * The Context of one run. Throws NO_REGION (exit 2) when neither flag, ARN, environment nor profile names a region, and
 * INSECURE_ENDPOINT (exit 2). `regionOfSecret`: the region in the ARN on the command line, if there is one.
 */
export async function makeContext(
  flags: AwsFlagValues,
  parts: ContextParts,
  regionOfSecret?: string,
): Promise<Context> {
  const {env} = parts
  const profile = flags.profile ?? nonEmpty(env['AWS_PROFILE'])
  const settings = await settingsOf(flags, env, profile, regionOfSecret)
  const endpointUrl = flags['endpoint-url'] ?? settings.endpointUrl
  if (endpointUrl !== undefined) checkEndpoint(endpointUrl, flags['allow-insecure-endpoint'] === true)
  const scope: AwsScope = {
    region: settings.region,
    ...(profile === undefined ? {} : {profile}),
    ...(endpointUrl === undefined ? {} : {endpointUrl}),
  }
  return contextOf(scope, settings.endpointUrl, flags['allow-insecure-endpoint'] === true, parts)
}

function contextOf(scope: AwsScope, ambient: string | undefined, allowInsecure: boolean, parts: ContextParts): Context {
  const calledActions: string[] = []
  let renewed = false
  const clients = perScope(scope, wanted => {
    return new Clients({
      scope: wanted,
      ...(ambient === undefined ? {} : {ambientEndpointUrl: ambient}),
      allowInsecureEndpoint: allowInsecure,
      noteAction: action => calledActions.push(action),
      noteReplyTime: time => sayWhenTaken(parts.hear?.(time), wanted, parts.progress),
      signal: parts.signal,
      userAgent: parts.userAgent,
      rereadFiles: renewed,
      ...(parts.askMfaCode === undefined ? {} : {askMfaCode: parts.askMfaCode}),
    })
  })
  const gateways = perScope(scope, wanted => gatewaysOf(clients(wanted)))
  const mutations = perScope(scope, wanted => mutationsOf(clients(wanted), () => parts.clock.now()))
  const callers = perScope(scope, wanted => gateways(wanted).sts.callerIdentity())
  return {
    scope,
    aws: (wanted?: Partial<AwsScope>): Gateways => gateways(wanted),
    mutations: (wanted?: Partial<AwsScope>): Mutations => mutations(wanted),
    caller: (wanted?: Partial<AwsScope>): Promise<CallerIdentity> => callers(wanted),
    renewCredentials: () => {
      renewed = true
      for (const cache of [clients, gateways, mutations, callers]) cache.forget()
    },
    journal: parts.journal,
    clock: parts.clock,
    random: parts.random,
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

/** One value for each scope that is asked for; members left out are those of `base`. */
function perScope<T>(base: AwsScope, make: (scope: AwsScope) => T): PerScope<T> {
  const made = new Map<string, T>()
  const valueOf = (wanted?: Partial<AwsScope>): T => {
    const scope = {...base, ...wanted}
    const key = JSON.stringify([scope.profile, scope.region, scope.endpointUrl])
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(scope)
    made.set(key, value)
    return value
  }
  return Object.assign(valueOf, {forget: () => made.clear()})
}

/** The files are read only when flag, ARN and environment leave the region open. */
async function settingsOf(
  flags: AwsFlagValues,
  env: NodeJS.ProcessEnv,
  profile: string | undefined,
  regionOfSecret: string | undefined,
): Promise<{region: string; endpointUrl?: string}> {
  const ignoreEndpoints = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true'
  const fromEnv = ignoreEndpoints ? undefined : nonEmpty(env['AWS_ENDPOINT_URL'])
  const region = regionOfSecret ?? flags.region ?? nonEmpty(env['AWS_REGION']) ?? nonEmpty(env['AWS_DEFAULT_REGION'])
  const file: ProfileSettings = await readProfile(profile)
  const endpointUrl = fromEnv ?? (ignoreEndpoints ? undefined : file.endpointUrl)
  const found = region ?? file.region
  if (found === undefined) throw noRegion(profile)
  if (!/^[a-z]{2,}(-[a-z0-9]+)+$/.test(found)) {
    throw new SecrotError({
      code: 'REGION_MALFORMED',
      message: `${found} is not the name of a region.`,
      hint: 'A region looks like eu-central-1.',
      exit: EXIT.usage,
    })
  }
  return {region: found, ...(endpointUrl === undefined ? {} : {endpointUrl})}
}

function noRegion(profile: string | undefined): SecrotError {
  return new SecrotError({
    code: 'NO_REGION',
    message: `No region is set${profile === undefined ? '' : `, and profile ${profile} names none`}.`,
    hint: 'Add --region REGION, or set AWS_REGION.',
    exit: EXIT.usage,
  })
}

function checkEndpoint(endpointUrl: string, allowInsecure: boolean): void {
  const url = URL.parse(endpointUrl)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new SecrotError({
      code: 'ENDPOINT_MALFORMED',
      message: `${endpointUrl} is not the URL of an endpoint.`,
      hint: 'An endpoint looks like http://127.0.0.1:4566.',
      exit: EXIT.usage,
    })
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowInsecure) throw insecureEndpoint(endpointUrl)
}

function sayWhenTaken(skewMs: number | undefined, scope: AwsScope, progress: Progress): void {
  if (skewMs === undefined) return
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  const direction = skewMs > 0 ? 'behind' : 'ahead of'
  progress.warn(
    `The clock of this machine is ${minutes} minutes ${direction} ${scope.endpointUrl ?? 'AWS'}; "now" is taken from there.`,
  )
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text
}
