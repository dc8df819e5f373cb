import type {AwsScope, StepInvocation} from '../aws/gateways.ts'
import {describe} from '../history/failures.ts'
import type {FunctionFailure, Invocation} from '../history/invocations.ts'
import {nodeError} from '../history/logged-error.ts'
import {parseInvocations} from '../history/parse-invocations.ts'
import type {RotationStep} from '../rotation/secret.ts'
import type {LogRecord} from '../history/log-line.ts'
import type {Mutation} from './mutation.ts'
import {stepLog, type StepLog} from './step-log.ts'

export const invokeStepActions = ['lambda:InvokeFunction'] as const

/** One rotation step sent by hand, without RotationToken, which only AWS can issue. */
export interface StepToSend {
  readonly functionArn: string
  /** Where the function lives. */
  readonly scope: AwsScope
  readonly secretArn: string
  readonly versionId: string
  readonly step: RotationStep
  /** The function's time limit. */
  readonly timeoutMs: number
  /** The function's own lines are wanted, too (`--show-logs`). Absent: no. */
  readonly withOwnText?: boolean
  /** Stops waiting for the answer; the function may go on, and the outcome is unknown. Absent: waits for it. */
  readonly signal?: AbortSignal
}

/** How a sent step went. Of the function's text only what the allow-list shows is in `failure` and `log`. */
export interface StepSent {
  readonly step: RotationStep
  readonly ok: boolean
  readonly startedAt: number
  readonly endedAt: number
  readonly requestId?: string
  readonly failure?: FunctionFailure
  /** Our own sentence for what stands behind the failure: "the target answered 401". Absent: none is known. */
  readonly cause?: string
  /** Lambda's own word for the failure: `Unhandled` where an exception left the handler. */
  readonly functionError?: string
  readonly log: StepLog
  /** The function's own lines as it wrote them, the last four kilobytes of its log; mask them before they are shown. */
  readonly ownText?: readonly string[]
}

/** The step as a change that goes through the one door; `base` says what the state must still be and whom it hits. */
export function stepMutation(
  step: StepToSend,
  base: Omit<Mutation, 'action' | 'resource' | 'scope' | 'summary' | 'undo' | 'send'> & Partial<Pick<Mutation, 'undo'>>,
): Mutation<StepSent> {
  return {
    undo: {kind: 'none', because: 'what the rotation function does inside a step is its own'},
    ...base,
    action: invokeStepActions[0],
    resource: step.functionArn,
    scope: step.scope,
    summary: `Send ${step.step} with ${step.versionId}`,
    send: async mutations => stepSent(step, await mutations.lambda.invokeStep(step)),
  }
}

/** Reads an invocation: the platform's report in the log tail, else the error in the payload. */
function stepSent(sent: StepToSend, invocation: StepInvocation): StepSent {
  const {step, secretArn, versionId, withOwnText = false} = sent
  const {functionError, requestId, startedAt, endedAt} = invocation
  const records = recordsOf(invocation)
  const logged = loggedBy(records)
  const failure = functionError === undefined ? undefined : (logged?.failure ?? payloadFailure(invocation))
  return {
    step,
    ok: functionError === undefined,
    startedAt,
    endedAt,
    ...(requestId === undefined ? {} : {requestId}),
    ...(failure === undefined ? {} : {failure, ...causeOf(failure)}),
    ...(functionError === undefined ? {} : {functionError}),
    log: stepLog(
      records,
      [requestId, secretArn, versionId].filter(id => id !== undefined),
    ),
    ...(withOwnText ? {ownText: (logged?.ownText ?? []).map(line => line.text)} : {}),
  }
}

/** A log is cut to its last 4 KiB, and the end of a cut line may be that of a value, which no mask would know. */
const LOG_TAIL_BYTES = 4_096

function recordsOf({logTail, endedAt}: StepInvocation): readonly LogRecord[] {
  const from = Buffer.byteLength(logTail) < LOG_TAIL_BYTES ? 0 : 1
  const lines = logTail
    .split('\n')
    .slice(from)
    .filter(line => line !== '')
  return lines.map(message => ({stream: 'tail', at: endedAt, message}))
}

function loggedBy(records: readonly LogRecord[]): Invocation | undefined {
  return parseInvocations(records, {secretArn: '', servesOnlyThis: true, unhide: text => text}).at(-1)
}

function payloadFailure({payload, functionError, endedAt}: StepInvocation): FunctionFailure {
  const error = nodeError(asObject(payload))
  const timedOut = error === undefined ? undefined : /Task timed out after ([\d.]+) seconds/.exec(error.message)?.[1]
  if (timedOut !== undefined) return {kind: 'timeout', text: `Task timed out after ${timedOut} seconds`, at: endedAt}
  if (error !== undefined) return describe(error, endedAt)
  return {kind: 'exception', text: `${functionError ?? 'error'} without a description`, at: endedAt}
}

function asObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** `describe` ends the text of a failure with a sentence of ours behind a colon, where it knows one. */
function causeOf({kind, text}: FunctionFailure): {readonly cause?: string} {
  const colon = kind === 'timeout' ? -1 : text.indexOf(': ')
  return colon === -1 ? {} : {cause: text.slice(colon + 2)}
}
