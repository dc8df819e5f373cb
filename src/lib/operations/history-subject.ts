import type {AwsScope} from '../aws/gateways.ts'
import {parseArn} from '../arn.ts'
import {SecrotError} from '../errors.ts'
import type {EventSubject} from '../history/events-of.ts'
import type {RotationEvent} from '../history/events.ts'
import {parseSecretId} from '../rotation/secret-id.ts'
import type {Context} from './context.ts'
import {regionOfSecret, resolveSecret, type ResolvedSecret} from './resolve-secret.ts'

/** Whose history is told. */
export interface HistorySubject {
  readonly name: string
  /** Scope of the secret. */
  readonly scope: AwsScope
  /** Scope of its events: those of a replica are where the primary secret is. */
  readonly trailScope: AwsScope
  /** Absent: `failure` tells why; then the events decide whether there is anything to tell. */
  readonly secret?: ResolvedSecret
  readonly failure?: SecrotError
  /** Which of a region's events are about it. */
  readonly subjectOf: (events: readonly RotationEvent[]) => EventSubject | undefined
}

/**
 * Resolves SECRET. One that is gone, or that the caller may not describe, still has events. Throws SECRET_ID_MALFORMED
 * (exit 2) and every other failure of the read.
 */
export async function historySubject(context: Context, secretId: string): Promise<HistorySubject> {
  try {
    return resolved(await resolveSecret(context, secretId))
  } catch (error) {
    if (!(error instanceof SecrotError) || !['SECRET_NOT_FOUND', 'ACCESS_DENIED'].includes(error.code)) throw error
    return undescribed(context, secretId, error)
  }
}

function resolved(secret: ResolvedSecret): HistorySubject {
  const {arn, scope, description} = secret
  const {name, createdAt = 0, primaryRegion = scope.region} = description
  const primaryArn = arn.replace(`:${scope.region}:`, `:${primaryRegion}:`)
  return {
    name,
    scope,
    trailScope: {...scope, region: primaryRegion},
    secret,
    subjectOf: () => ({
      arn: primaryArn,
      name,
      // A secret of that name that was there before is another one.
      notBefore: Math.floor(createdAt / 1000) * 1000,
    }),
  }
}

function undescribed(context: Context, secretId: string, failure: SecrotError): HistorySubject {
  const parsed = parseSecretId(secretId)
  const name = parsed.kind === 'arn' ? parsed.rest.replace(/-[A-Za-z0-9]{6}$/, '') : secretId
  const scope = {...context.scope, region: regionOfSecret(secretId) ?? context.scope.region}
  const named = (arn: string): boolean => arn === secretId || nameIn(arn) === name
  return {
    name,
    scope,
    trailScope: scope,
    failure,
    subjectOf: events => {
      const ids = events.toSorted((a, b) => b.at - a.at).map(({secretId: id}) => id)
      const arn = ids.find(named) ?? ids.find(id => id === name)
      return arn === undefined ? undefined : {arn, name}
    },
  }
}

/** AWS puts a dash and six characters behind a name. */
function nameIn(arn: string): string | undefined {
  return /^secret:(.+)-[A-Za-z0-9]{6}$/.exec(parseArn(arn)?.resource ?? '')?.[1]
}
