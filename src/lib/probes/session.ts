import type {Sensitive} from '../sensitive.ts'
import type {Probe, ProbeAnswer, ProbeClock} from './probe.ts'
import {randomOfSameShape} from './random-value.ts'

/** A rejection is asked for a second time after so long: a hiccup of the target is no verdict. */
export const REJECTION_PAUSE_MS = 5_000

export interface VersionToAsk {
  readonly versionId: string
  readonly value: Sensitive
  readonly createdAt?: number
}

export interface VersionAnswer {
  readonly answer: ProbeAnswer
  /** Second time, for a rejection. */
  readonly againAt?: number
}

export interface SessionAnswers {
  /** When the random value was rejected; absent: not asked for. */
  readonly checkedAt?: number
  readonly answers: ReadonlyMap<string, VersionAnswer>
}

export interface SessionOptions {
  readonly probe: Probe
  readonly secretArn: string
  readonly versions: readonly VersionToAsk[]
  readonly clock: ProbeClock
  readonly signal: AbortSignal
  /** `length` random bytes. */
  bytes(length: number): Uint8Array
  /** Whose identity counts where accepted versions differ, most trusted first. Absent: the order of `versions`. */
  readonly trusted?: readonly string[]
  /** The random value was rejected before in this run: it is not sent again. */
  readonly checkedAt?: number
}

/**
 * Asks a target about several versions of one secret. Before any answer counts, the probe has to reject a random value of
 * the same shape; rejections are asked twice, together, five seconds apart. A version accepted as somebody else than the
 * others counts as unknown.
 */
export async function askVersions(options: SessionOptions): Promise<SessionAnswers> {
  const {probe, versions} = options
  if (versions.length === 0) return {answers: new Map()}
  const checked = probe.wantsSelfCheck ? await selfCheck(options) : undefined
  if (checked?.kind === 'unknown') {
    const answer = {...checked, reason: `its answers do not count: ${checked.reason}`}
    return {answers: new Map(versions.map(version => [version.versionId, {answer}]))}
  }
  const first = new Map<string, VersionAnswer>()
  for (const version of versions) first.set(version.versionId, {answer: await askOne(options, version)})
  const answers = sameIdentityOnly(trustedFirst(options), await rejectionsTwice(options, first))
  return {...(checked === undefined ? {} : {checkedAt: checked.at}), answers}
}

async function selfCheck(
  options: SessionOptions,
): Promise<{kind: 'no'; at: number} | {kind: 'unknown'; at: number; reason: string}> {
  const {versions, checkedAt} = options
  if (checkedAt !== undefined) return {kind: 'no', at: checkedAt}
  const [template, ...others] = versions.map(version => version.value)
  const value = randomOfSameShape(template!, others, length => options.bytes(length))
  const answer = await askOne(options, {versionId: versions[0]!.versionId, value})
  if (answer.kind === 'no' || answer.kind === 'gone') return {kind: 'no', at: answer.at}
  const reason =
    answer.kind === 'yes' ? 'it accepted a random value' : `it could not reject a random value (${answer.reason})`
  return {kind: 'unknown', at: answer.at, reason}
}

async function rejectionsTwice(
  options: SessionOptions,
  first: ReadonlyMap<string, VersionAnswer>,
): Promise<Map<string, VersionAnswer>> {
  const answers = new Map(first)
  const rejected = options.versions.filter(({versionId}) => wasRejected(first.get(versionId)?.answer))
  if (rejected.length === 0) return answers
  await options.clock.sleep(REJECTION_PAUSE_MS, options.signal)
  for (const version of rejected) {
    const before = first.get(version.versionId)!.answer
    const again = await askOne(options, version)
    answers.set(
      version.versionId,
      again.kind === 'no'
        ? {answer: before, againAt: again.at}
        : {answer: again.kind === 'yes' ? changedItsMind(again.at) : again},
    )
  }
  return answers
}

/** By the target itself: what nobody had to be asked about is no hiccup. */
function wasRejected(answer: ProbeAnswer | undefined): boolean {
  return answer?.kind === 'no' && answer.how === undefined
}

function changedItsMind(at: number): ProbeAnswer {
  return {kind: 'unknown', at, reason: 'it rejected the value once and accepted it five seconds later'}
}

function askOne(options: SessionOptions, version: VersionToAsk): Promise<ProbeAnswer> {
  const {probe, secretArn, signal} = options
  return probe.ask({...version, secretArn, signal})
}

function trustedFirst({trusted = [], versions}: SessionOptions): readonly string[] {
  return [...new Set([...trusted, ...versions.map(version => version.versionId)])]
}

/** The first accepted version says who is meant. */
function sameIdentityOnly(
  versionIds: readonly string[],
  answers: Map<string, VersionAnswer>,
): ReadonlyMap<string, VersionAnswer> {
  let expected: string | undefined
  for (const versionId of versionIds) {
    const answer = answers.get(versionId)?.answer
    if (answer?.kind !== 'yes' || answer.identity === undefined) continue
    expected ??= answer.identity
    if (answer.identity === expected) continue
    const reason = `it is accepted as ${answer.identity}, not as ${expected}`
    answers.set(versionId, {answer: {kind: 'unknown', at: answer.at, reason}})
  }
  return answers
}
