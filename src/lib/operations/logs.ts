import type {AwsScope, FunctionConfiguration} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {LogAnswer} from '../history/invocations.ts'
import {parseInvocations} from '../history/parse-invocations.ts'
import type {Context} from './context.ts'

export const logsActions = ['logs:FilterLogEvents'] as const

export interface InvocationsQuery {
  /** Where the function lives; absent fields are those of the run. */
  readonly scope?: Partial<AwsScope>
  readonly function: Pick<FunctionConfiguration, 'logGroup' | 'logFormat' | 'systemLogLevel'>
  readonly secretArn: string
  /** Absent: invocations for any version of the secret. */
  readonly versionId?: string
  /** Epoch milliseconds. */
  readonly since: number
  /** Other secrets name the same function, or nobody looked: only what prints the version or the ARN is this secret's. */
  readonly sharedFunction: boolean
  /** Given: the function's own lines are kept, as this makes them (`--show-logs`): masked, where nothing masks them later. */
  readonly unhide?: (text: string) => string
}

/**
 * The invocations of a rotation function since a moment. A group that does not exist yet is an empty answer: Lambda makes
 * it with the first invocation. Throws only when the credentials themselves fail or the run is interrupted.
 */
export async function readInvocations(
  context: Pick<Context, 'aws' | 'clock' | 'signal'>,
  query: InvocationsQuery,
): Promise<LogAnswer> {
  const readAt = context.clock.now()
  try {
    const {logs} = context.aws(query.scope)
    const {events, cutOff} = await logs.filter(
      {group: query.function.logGroup, since: query.since},
      {signal: context.signal},
    )
    const invocations = parseInvocations(events, {
      secretArn: query.secretArn,
      servesOnlyThis: !query.sharedFunction,
      ...(query.versionId === undefined ? {} : {versionId: query.versionId}),
      ...(query.unhide === undefined ? {} : {unhide: query.unhide}),
    })
    return {
      kind: 'read',
      since: query.since,
      readAt,
      invocations,
      platformLines: hasPlatformLines(query.function),
      cutOff,
    }
  } catch (error) {
    return refusal(error)
  }
}

/** In the JSON form the platform's own lines have a level; START and REPORT are INFO (Lambda guide, log-level filtering). */
export function hasPlatformLines(configuration: InvocationsQuery['function']): boolean {
  return configuration.logFormat === 'Text' || configuration.systemLogLevel !== 'WARN'
}

function refusal(error: unknown): LogAnswer {
  if (!(error instanceof SecrotError)) throw error
  if (error.code === 'ACCESS_DENIED') return {kind: 'denied', action: logsActions[0], reason: error.message}
  if (error.exit === EXIT.denied || error.exit === EXIT.interrupted) throw error
  return {kind: 'failed', reason: error.message}
}
