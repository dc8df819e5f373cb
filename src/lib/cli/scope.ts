import {refuseInsecure} from '../aws/insecure.ts'
import type {AwsScope, ScopeFlags} from '../aws/gateways.ts'
import {readSettings, type AwsSettings} from '../aws/settings.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {scopeFlagsOf, type Shell} from './scope-flags.ts'

/** Values of `awsFlags` as parsed. */
export interface AwsFlagValues {
  readonly profile?: string | undefined
  readonly region?: string | undefined
  readonly 'endpoint-url'?: string | undefined
  readonly 'allow-insecure-endpoint'?: boolean | undefined
  /** Where a call goes that is the same in every region, if nothing names one. Absent: a region must be named. */
  readonly otherwiseRegion?: string | undefined
}

/** Where the command line points, and how other scopes of the run find their endpoints. */
export interface CommandScope {
  readonly scope: AwsScope
  readonly allowInsecureEndpoint: boolean
  /** A scope whose absent members are those of the command line. The endpoint of one profile is not that of another. */
  scopeOf(wanted?: Partial<AwsScope>): AwsScope
  /** Endpoint of a service (by the prefix of its actions) in a scope; undefined: AWS's own. */
  endpointOf(scope: AwsScope, service: string): Promise<string | undefined>
  /** Flags by which a printed command reaches a scope from the shell of this run. */
  flagsOf(scope: AwsScope): ScopeFlags
}

/**
 * Reads flags, environment and profile. Throws NO_REGION (exit 2) when none of them nor `regionOfSecret` (from an ARN)
 * names a region, REGION_MALFORMED, ENDPOINT_MALFORMED and INSECURE_ENDPOINT (exit 2).
 */
export async function commandScope(
  flags: AwsFlagValues,
  env: NodeJS.ProcessEnv,
  regionOfSecret: string | undefined,
): Promise<CommandScope> {
  const profile = flags.profile ?? nonEmpty(env['AWS_PROFILE'])
  const settingsOf = oncePerProfile(env)
  const settings = await settingsOf(profile)
  const flagged = flags['endpoint-url']
  const endpointUrl = flagged ?? settings.endpointUrl
  const allowInsecureEndpoint = flags['allow-insecure-endpoint'] === true
  if (endpointUrl !== undefined) checkEndpoint(endpointUrl, allowInsecureEndpoint)
  const scope: AwsScope = {
    region: checkedRegion(regionOfSecret ?? flags.region ?? settings.region ?? flags.otherwiseRegion, profile),
    ...(profile === undefined ? {} : {profile}),
    ...(endpointUrl === undefined ? {} : {endpointUrl}),
    ...(flagged === undefined ? ownEndpoints(settings) : {}),
  }
  const shell: Shell = {
    profile: nonEmpty(env['AWS_PROFILE']),
    settings,
    profileOfRun: profile,
    endpointUrl: flagged,
    allowInsecureEndpoint,
  }
  const endpointIsForAll = flagged !== undefined || settings.endpointFromEnvironment
  return {
    scope,
    allowInsecureEndpoint,
    scopeOf(wanted = {}) {
      const other = wanted.profile !== undefined && wanted.profile !== profile
      if (!other || endpointIsForAll) return {...scope, ...wanted}
      const {endpointUrl: _ofOtherProfile, endpointsText: _ofIt, ...rest} = scope
      return {...rest, ...wanted}
    },
    async endpointOf(one, service) {
      const asked = one.endpointUrl !== scope.endpointUrl ? one.endpointUrl : flagged
      if (asked !== undefined) return asked
      const found = await settingsOf(one.profile)
      return found.serviceEndpoints[service] ?? found.endpointUrl
    },
    flagsOf: one => scopeFlagsOf(one, shell),
  }
}

/** Endpoints of single services in words, for whoever is asked: one of them may lead to a place that nobody thought of. */
function ownEndpoints({endpointUrl, serviceEndpoints}: AwsSettings): Pick<AwsScope, 'endpointsText'> {
  const own = Object.entries(serviceEndpoints).map(([service, url]) => `${service} at ${url}`)
  if (own.length === 0) return {}
  return {endpointsText: [...(endpointUrl === undefined ? [] : [endpointUrl]), ...own].join(', ')}
}

function oncePerProfile(env: NodeJS.ProcessEnv): (profile: string | undefined) => Promise<AwsSettings> {
  const read = new Map<string | undefined, Promise<AwsSettings>>()
  return profile => {
    const known = read.get(profile)
    if (known !== undefined) return known
    const settings = readSettings(profile, env)
    read.set(profile, settings)
    return settings
  }
}

function checkedRegion(region: string | undefined, profile: string | undefined): string {
  if (region === undefined) {
    throw new SecrotError({
      code: 'NO_REGION',
      message: `No region is set${profile === undefined ? '' : `, and profile ${profile} names none`}.`,
      hint: 'Add --region REGION, or set AWS_REGION.',
      exit: EXIT.usage,
    })
  }
  if (!/^[a-z]{2,}(-[a-z0-9]+)+$/.test(region)) {
    throw new SecrotError({
      code: 'REGION_MALFORMED',
      message: `${region} is not the name of a region.`,
      hint: 'A region looks like eu-central-1.',
      exit: EXIT.usage,
    })
  }
  return region
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
  refuseInsecure(url, allowInsecure, endpointUrl)
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
