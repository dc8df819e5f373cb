import type {AwsScope, CallerIdentity, FunctionConfiguration} from '../aws/gateways.ts'
import {parseArn} from '../arn.ts'
import {trustWanted, wantsTrust} from '../rotation/hand-sent.ts'
import {lackOf, powersOf, type Rehearsal} from '../rehearse/record.ts'
import type {RotationStep, Version} from '../rotation/secret.ts'
import {runningBoundMs} from '../rotation/running.ts'
import {chosenVersion} from './choose-version.ts'
import type {Context} from './context.ts'
import type {DoctorOptions} from './doctor-options.ts'
import {versionsToRead} from './diff-versions.ts'
import {functionWords} from './function-words.ts'
import {resolveFunction, resolveFunctionActions} from './resolve-function.ts'
import {resolveSecret, resolveSecretActions, type ResolvedSecret} from './resolve-secret.ts'
import type {NotRead, ValuePresence} from './status-result.ts'
import {pendingToStep, stepRefusal} from './step-refusals.ts'
import {targetWords} from './target-words.ts'
import {type Read, tryRead} from './try-read.ts'
import {versionLines} from './version-lines.ts'
import {eventsNotRead, writesOfPending} from './versions.ts'

export const stepSessionActions = [
  ...resolveSecretActions,
  ...resolveFunctionActions,
  'secretsmanager:ListSecretVersionIds',
  'cloudtrail:LookupEvents',
] as const

export interface StepWishes extends Pick<DoctorOptions, 'probe' | 'target'> {
  readonly secretId: string
  /** Absent: the version that has AWSPENDING. */
  readonly versionId?: string | undefined
  readonly functionProfile?: string | undefined
  /** CodeSha256 values from `--trust-handler`. */
  readonly trustedCode: readonly string[]
}

/** A pending version and the deployed function that gets its steps. */
export interface StepSession {
  readonly secret: ResolvedSecret
  /** SECRET as it was typed, and the flags that a printed command needs beside it. */
  readonly words: readonly string[]
  /** What reaches a function in another account, for commands that ask it. */
  readonly functionWords: readonly string[]
  /** How the target is asked, for commands that ask it. */
  readonly targetWords: readonly string[]
  readonly caller: CallerIdentity
  readonly versionId: string
  /** Whether it holds a value, as far as that is known without reading it. */
  readonly presence: ValuePresence
  readonly function: {
    /** With its qualifier. */
    readonly arn: string
    readonly name: string
    readonly scope: AwsScope
    readonly configuration: FunctionConfiguration
  }
  /** What is known from rehearsals of the function as it is deployed. */
  readonly rehearsal: Rehearsal
  /** `--trust-handler` and the digest of the deployed code, where that was named. */
  readonly trustWords: readonly string[]
  readonly notRead: readonly NotRead[]
  /** Since when, epoch ms, the secret has changed so lately that AWS may be sending steps itself. Absent: it has not. */
  readonly changedLatelyAt?: number
}

/**
 * Looks at secret, version and function, and refuses (exit 3) what AWS or the function would refuse. Throws what
 * `stepRefusal` says, VERSION_NOT_FOUND, and what `resolveFunction` throws.
 */
export async function openStepSession(context: Context, wishes: StepWishes): Promise<StepSession> {
  const {functionProfile: profile} = wishes
  const secret = await resolveSecret(context, wishes.secretId)
  const functionArn = stepRefusal(context, secret)
  const {scope, description} = secret
  const listed = await tryRead('secretsmanager:ListSecretVersionIds', () => versionsToRead(context, secret))
  const versions = listed.kind === 'read' ? listed.value : labelled(secret)
  const wanted = wishes.versionId === undefined ? undefined : chosenVersion(context, secret, versions, wishes.versionId)
  const versionId = pendingToStep(context, secret, wanted)
  const {arn, configuration, scope: functionScope} = await resolveFunction(context, functionArn, profile, 'change')
  const {codeSha256: code} = configuration
  const now = context.clock.now()
  const events = await writesOfPending(context, scope, description, versions)
  const lines = versionLines(versions, events, now)
  const changedAt = description.lastChangedAt
  const lately = changedAt !== undefined && now - changedAt < runningBoundMs(configuration.timeoutMs)
  return {
    secret,
    words: [wishes.secretId, ...context.scopeFlags(scope).secrot],
    targetWords: targetWords(wishes),
    functionWords: functionWords(context, profile),
    caller: await context.caller(scope),
    versionId,
    presence: lines.find(version => version.versionId === versionId)?.presence ?? 'unknown',
    function: {
      arn,
      name: parseArn(arn)?.resource.replace(/^function:/, '') ?? arn,
      scope: functionScope,
      configuration,
    },
    rehearsal: await context.rehearsals.of(configuration),
    trustWords: code !== undefined && wishes.trustedCode.includes(code) ? ['--trust-handler', code] : [],
    notRead: [...versionsNotRead(description.name, listed), ...eventsNotRead(events, scope.region)],
    ...(lately ? {changedLatelyAt: changedAt} : {}),
  }
}

/** Why a step is not sent without more said, or undefined. */
export function trustMissing(session: StepSession, step: RotationStep): string | undefined {
  if (!wantsTrust(step) || isTrusted(session)) return undefined
  return trustWanted(session.function.configuration.codeSha256, lackOf(session.rehearsal, 'this function'))
}

/** Whether the function may get any step: its code was named, or its rehearsal went well. */
export function isTrusted({trustWords, rehearsal}: StepSession): boolean {
  return trustWords.length > 0 || powersOf(rehearsal).resume
}

/** Whether testSecret goes without a question: its code was named, or the rehearsal saw that it changes nothing. */
export function testIsSafe({trustWords, rehearsal}: StepSession): boolean {
  return trustWords.length > 0 || powersOf(rehearsal).testSecretIsSafe
}

function versionsNotRead(subject: string, listed: Read<unknown>): readonly NotRead[] {
  if (listed.kind === 'read') return []
  const action = listed.kind === 'denied' ? {action: listed.action} : {}
  return [{fact: 'versions', subject, reason: listed.reason, ...action}]
}

/** What DescribeSecret tells of versions, where they may not be listed. */
function labelled({description}: ResolvedSecret): readonly Version[] {
  return [...description.staging].map(([versionId, labels]) => ({versionId, labels, kmsKeyIds: []}))
}
