import {parseArn} from '../../arn.ts'
import type {ExitCode, SecrotError} from '../../errors.ts'
import type {Candidate} from '../../operations/rotate-candidates.ts'
import type {ManyList, RotateManyResult} from '../../operations/rotate-many.ts'
import type {SecretOutcome} from '../../operations/rotate-many-work.ts'
import {planJson, type RotateJson} from './rotate.ts'
import {exitOfOutcome} from './rotate-many-words.ts'
import {secretJson} from './watch.ts'
import {watchEndJson} from './watch-json.ts'

/** The answer of `rotate --json` for many; members that do not apply are null. */
export interface RotateManyJson {
  readonly outcome: RotateManyResult['outcome']
  /** The run in the journal, for `rotate --resume`. */
  readonly runId: string | null
  readonly resumes: string | null
  readonly concurrency: number
  readonly keepGoing: boolean
  readonly secrets: readonly ManySecretJson[]
  readonly summary: ManySummaryJson
}

export interface ManySecretJson {
  readonly secret: {readonly arn: string | null; readonly name: string; readonly owningService: string | null}
  readonly account: string | null
  readonly region: string | null
  /** null: its turn never came. */
  readonly exitCode: ExitCode | null
  readonly outcome: SecretOutcome['kind'] | 'earlier'
  readonly versionId: string | null
  readonly plan: RotateJson['plan'] | null
  readonly tookMs: number | null
  readonly error: {readonly code: string; readonly message: string; readonly suggestions: readonly string[]} | null
  readonly verdict: RotateJson['verdict']
  readonly end: unknown
  readonly timeline: readonly unknown[]
}

/** How many secrets came to what. `bad`: followed to another end than a good one, or not to be started. */
export interface ManySummaryJson {
  readonly total: number
  readonly good: number
  readonly bad: number
  readonly refused: number
  readonly left: number
  readonly notStarted: number
}

export function rotateManyJson(result: RotateManyResult, withLogs: boolean): RotateManyJson {
  const {outcome, runId, resumes, concurrency, keepGoing, candidates, outcomes} = result
  const secrets = [
    ...result.earlier.map(secret => earlierJson(secret)),
    ...candidates.map((one, index) => manySecretJson(one, outcomes[index]!, withLogs)),
  ]
  return {
    outcome,
    runId: runId ?? null,
    resumes: resumes ?? null,
    concurrency,
    keepGoing,
    secrets,
    summary: summaryOf(secrets),
  }
}

const nothing = {plan: null, tookMs: null, error: null, verdict: null, end: null, timeline: []} as const

function earlierJson({arn, name}: ManyList['earlier'][number]): ManySecretJson {
  const {accountId = null, region = null} = parseArn(arn) ?? {}
  const secret = {arn, name, owningService: null}
  return {secret, account: accountId, region, exitCode: 0, outcome: 'earlier', versionId: null, ...nothing}
}

function manySecretJson(one: Candidate, outcome: SecretOutcome, withLogs: boolean): ManySecretJson {
  const secret = one.kind === 'ready' ? one.plan.secret : one.secret
  const {accountId = null, region = null} = parseArn(secret?.arn ?? one.name) ?? {}
  return {
    secret: secret === undefined ? {arn: null, name: one.name, owningService: null} : secretJson(secret),
    account: accountId,
    region,
    exitCode: exitOfOutcome(outcome) ?? null,
    outcome: outcome.kind,
    versionId: versionOf(one),
    ...nothing,
    ...(one.kind === 'ready' ? {plan: planJson(one.plan)} : {}),
    ...('tookMs' in outcome ? {tookMs: outcome.tookMs} : {}),
    ...('error' in outcome ? {error: errorJson(outcome.error)} : {}),
    ...(outcome.kind === 'followed' ? watchEndJson(outcome.followed.end, outcome.followed.lines, withLogs) : {}),
  }
}

function versionOf(one: Candidate): string | null {
  if (one.kind === 'ready') return one.plan.versionId
  return one.kind === 'running' ? one.started.versionId : null
}

function errorJson({code, message, hint}: SecrotError): NonNullable<ManySecretJson['error']> {
  return {code, message, suggestions: hint === undefined ? [] : [hint]}
}

function summaryOf(secrets: readonly ManySecretJson[]): ManySummaryJson {
  const count = (is: (secret: ManySecretJson) => boolean): number => secrets.filter(secret => is(secret)).length
  const good = count(({outcome, exitCode}) => exitCode === 0 && (outcome === 'followed' || outcome === 'earlier'))
  const left = count(({verdict}) => verdict === 'left')
  return {
    total: secrets.length,
    good,
    bad: count(({outcome}) => outcome === 'followed' || outcome === 'failed' || outcome === 'earlier') - good - left,
    refused: count(({outcome}) => outcome === 'refused'),
    left,
    notStarted: count(({outcome}) => ['planned', 'declined', 'not-started', 'interrupted'].includes(outcome)),
  }
}
