import type {StepChange} from '../../operations/step-change.ts'
import type {StepAhead} from '../../operations/step-ahead.ts'
import type {StepRecord} from '../../operations/step-send.ts'
import {powersOf} from '../../rehearse/record.ts'
import type {StepSession} from '../../operations/step-session.ts'
import type {StepResult} from '../../operations/step.ts'
import {unreadJson} from './status-json.ts'
import {secretJson, type SecretJson} from './watch.ts'

/** The answer of `step --json`; members that do not apply are null. */
export interface StepJson {
  readonly secret: SecretJson
  readonly versionId: string
  readonly function: {
    readonly arn: string
    readonly timeoutMs: number
    readonly codeSha256: string | null
    readonly trusted: boolean
    readonly rehearsal: {
      readonly verdict: string | null
      readonly unread: string | null
      readonly testSecretIsSafe: boolean
    }
  }
  readonly outcome: StepResult['outcome']
  readonly labels: Readonly<Record<string, readonly string[]>>
  readonly steps: readonly OneStepJson[]
  readonly unread: readonly object[]
}

interface OneStepJson {
  readonly step: string
  readonly event: StepAhead['event']
  readonly aws: string
  readonly undo: readonly string[]
  readonly outcome: StepRecord['outcome'] | 'planned'
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly requestId: string | null
  readonly durationMs: number | null
  readonly billedMs: number | null
  readonly memoryMb: number | null
  readonly maxMemoryMb: number | null
  readonly failure: object | null
  readonly log: object | null
  readonly changes: object | null
}

/** A run of steps as one object; every step has the same members, sent or planned. */
export function stepJson({session, outcome, planned, sent, now}: StepResult): StepJson {
  const {secret, versionId, function: fn} = session
  const {timeoutMs, codeSha256} = fn.configuration
  return {
    secret: secretJson(secret),
    versionId,
    function: {arn: fn.arn, timeoutMs, codeSha256: codeSha256 ?? null, ...trustJson(session)},
    outcome,
    labels: Object.fromEntries(now.description.staging),
    steps: [...planned.map(plannedJson), ...sent.map(sentJson)],
    unread: session.notRead.map(unreadJson),
  }
}

function trustJson({trustWords, rehearsal}: StepSession): Pick<StepJson['function'], 'trusted' | 'rehearsal'> {
  return {
    trusted: trustWords.length > 0,
    rehearsal: {
      verdict: rehearsal.kind === 'record' ? rehearsal.record.verdict : null,
      unread: rehearsal.kind === 'unread' ? rehearsal.reason : null,
      testSecretIsSafe: powersOf(rehearsal).testSecretIsSafe,
    },
  }
}

function plannedJson({step, event, aws, undo}: StepAhead): OneStepJson {
  return {
    step,
    event,
    aws,
    undo,
    outcome: 'planned',
    startedAt: null,
    endedAt: null,
    requestId: null,
    durationMs: null,
    billedMs: null,
    memoryMb: null,
    maxMemoryMb: null,
    failure: null,
    log: null,
    changes: null,
  }
}

function sentJson(record: StepRecord): OneStepJson {
  const {sent, change, target, startedAt, outcome} = record
  const report = sent?.log.report
  return {
    ...plannedJson(record),
    outcome,
    startedAt: isoOf(startedAt),
    endedAt: sent === undefined ? null : isoOf(sent.endedAt),
    requestId: sent?.requestId ?? null,
    durationMs: report?.durationMs ?? null,
    billedMs: report?.billedMs ?? null,
    memoryMb: report?.memoryMb ?? null,
    maxMemoryMb: report?.maxMemoryMb ?? null,
    failure: outcome === 'failed' ? failureJson(record) : null,
    log:
      sent === undefined
        ? null
        : {
            ownLines: sent.log.ownLines,
            shown: sent.log.shown.map(({text}) => text),
            hiddenCharacters: sent.log.hiddenCharacters,
            ownText: sent.ownText ?? null,
          },
    changes: change === undefined ? null : changeJson(change, target),
  }
}

function failureJson({sent, withoutEffect}: StepRecord): object {
  const failure = sent?.failure
  return {
    kind: withoutEffect ? 'without-effect' : (failure?.kind ?? 'exception'),
    text: withoutEffect ? 'it ended without error, and AWSCURRENT did not move' : (failure?.text ?? null),
    functionError: sent?.functionError ?? null,
    exceptionClass: failure?.exceptionClass ?? null,
    place: failure?.place ?? null,
    awsOperation: failure?.awsOperation ?? null,
    awsCode: failure?.awsCode ?? null,
    cause: sent?.cause ?? null,
  }
}

function changeJson({labels, value}: StepChange, target: StepRecord['target']): object {
  const answers = target?.kind === 'asked' ? target.answers : []
  const difference = value.kind === 'read' ? value.difference : undefined
  const shape = (side: 'from' | 'to') => {
    const found = difference?.[side]
    if (found === undefined) return null
    return {kind: found.kind, bytes: found.kind === 'none' ? null : found.bytes}
  }
  return {
    labels: labels.map(({label, from, to}) => ({label, from: from ?? null, to: to ?? null})),
    value: {
      kind: value.kind,
      reason: value.kind === 'unknown' ? value.reason : null,
      from: shape('from'),
      to: shape('to'),
      fields: (difference?.fields ?? []).map(({name, change}) => ({name, change})),
    },
    target: {
      asked: target?.kind === 'asked',
      answers: answers.map(({versionId, label, answer, reason}) => ({
        versionId,
        label,
        answer,
        reason: reason ?? null,
      })),
    },
  }
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
