import type {AwsScope, ScopeFlags} from '../aws/gateways.ts'
import type {AwsSettings} from '../aws/settings.ts'

/** What decides where a command goes that is pasted without flags into the shell of this run. */
export interface Shell {
  /** AWS_PROFILE. */
  readonly profile?: string | undefined
  /** Environment and files as a command under `profileOfRun` reads them. */
  readonly settings: AwsSettings
  readonly profileOfRun?: string | undefined
  /** `--endpoint-url` of this run. */
  readonly endpointUrl?: string | undefined
  readonly allowInsecureEndpoint: boolean
}

/**
 * The flags by which a pasted command reaches `scope`: those of this run that its shell does not stand for already. The
 * one place that decides it for every printed command. Of another profile nobody knows here which region its
 * configuration names, so there the region is always said.
 */
export function scopeFlagsOf(scope: AwsScope, shell: Shell): ScopeFlags {
  const {settings} = shell
  const own = scope.profile === shell.profileOfRun
  const profile = scope.profile === undefined || scope.profile === shell.profile ? [] : ['--profile', scope.profile]
  const endpoint = endpointIsKnown(shell) ? [] : ['--endpoint-url', shell.endpointUrl ?? '']
  const region = (known: string | undefined): readonly string[] =>
    own && known === scope.region ? [] : ['--region', scope.region]
  const insecure = endpoint.length > 0 && shell.allowInsecureEndpoint ? ['--allow-insecure-endpoint'] : []
  // AWS CLI 2 reads AWS_REGION, AWS CLI 1 does not: where they would part ways the region is said.
  const sameForBoth = settings.region === settings.regionWithoutAwsRegion ? settings.region : undefined
  return {
    secrot: [...profile, ...region(settings.region), ...endpoint, ...insecure],
    aws: [...profile, ...region(sameForBoth), ...endpoint],
  }
}

interface Typed {
  readonly profile?: string | undefined
  readonly region?: string | undefined
  readonly 'endpoint-url'?: string | undefined
}

/** Flags as typed, for a command that is printed before anybody knows where this run goes. */
export function typedFlags(flags: Typed): readonly string[] {
  const {profile, region, 'endpoint-url': endpointUrl} = flags
  return [
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
  ]
}

function endpointIsKnown({endpointUrl, settings}: Shell): boolean {
  if (endpointUrl === undefined) return true
  return endpointUrl === settings.endpointUrl && Object.keys(settings.serviceEndpoints).length === 0
}
