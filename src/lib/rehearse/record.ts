import type {Kind} from './kind.ts'

/** What a rehearsal is a rehearsal of: deployed with anything of it changed, a function is another one. */
export interface RecordKey {
  readonly codeSha256: string
  readonly handler: string
  /** `nodejs24`, `python3.12`. */
  readonly runtimeMajor: string
  /** ARNs with their versions, in the order in which Lambda lays them over one another. */
  readonly layers: readonly string[]
  /** Names of the environment variables, sorted. */
  readonly variables: readonly string[]
}

/** `incomplete`: an error, or a critical item that could not be judged for want of a model. */
export const verdicts = ['conformant', 'usable', 'unsafe', 'incomplete'] as const
export type Verdict = (typeof verdicts)[number]

export const handlerKinds = ['add', 'alt', 'rep', 'rand'] as const satisfies readonly Kind[]

export const itemVerdicts = ['pass', 'fail', 'error', 'skipped'] as const
export type ItemVerdict = (typeof itemVerdicts)[number]

/** What came of a rehearsal, as it is kept. It holds no value and no digest of one. */
export interface RehearsalRecord {
  readonly schemaVersion: 1
  readonly key: RecordKey
  readonly verdict: Verdict
  readonly kind: Kind
  /** By the id of the item. */
  readonly items: Readonly<Record<string, ItemVerdict>>
  readonly seed: number
  /** ISO time. */
  readonly rehearsedAt: string
  /** Version of secrot that judged. */
  readonly secrot: string
  /** The slowest case of all steps, against the time limit that the rehearsal had. */
  readonly slowest?: {readonly step: string; readonly worstMs: number; readonly timeoutMs: number} | undefined
  /** IAM actions that the function called. */
  readonly calls?: readonly string[] | undefined
  /** The least-privilege policy of those calls. */
  readonly policy?: unknown
}

/** What GetFunctionConfiguration tells that a record is about. */
export interface DeployedFunction {
  readonly codeSha256?: string
  readonly handler?: string
  readonly runtime?: string
  readonly layerArns: readonly string[]
  readonly environmentNames: readonly string[]
}

/** The key of a deployed function; undefined: of a container image, which has neither handler nor runtime of its own. */
export function keyOf(fn: DeployedFunction): RecordKey | undefined {
  const {codeSha256, handler, runtime, layerArns, environmentNames} = fn
  if (codeSha256 === undefined || handler === undefined || runtime === undefined) return undefined
  const variables = [...environmentNames].sort()
  return {codeSha256, handler, runtimeMajor: runtimeMajorOf(runtime), layers: layerArns, variables}
}

/** `nodejs24.x` → `nodejs24`; of Python each minor version is one of its own. */
export function runtimeMajorOf(runtime: string): string {
  return runtime.replace(/\.x$/, '')
}

/** A key as one line of text, the same for the same key only. */
export function keyText({codeSha256, handler, runtimeMajor, layers, variables}: RecordKey): string {
  return JSON.stringify([codeSha256, handler, runtimeMajor, layers, [...variables].sort()])
}

export function sameKey(one: RecordKey, other: RecordKey): boolean {
  return keyText(one) === keyText(other)
}

/** What is known of a deployed function from rehearsals. */
export type Rehearsal =
  | {readonly kind: 'record'; readonly record: RehearsalRecord}
  | {readonly kind: 'never'}
  /** There are records, and nobody can tell whether one is of this function. */
  | {readonly kind: 'unread'; readonly reason: string}

/** What a record lets be done that wants `--trust-handler` without one; nothing where the verdict is unsafe or incomplete. */
export interface Powers {
  /** createSecret, setSecret and finishSecret may be sent by hand; each still after its question. */
  readonly resume: boolean
  /** The answer of testSecret is the target's own. */
  readonly testSecretIsProbe: boolean
  /** testSecret writes neither to the secret nor to the target. */
  readonly testSecretIsSafe: boolean
}

const none: Powers = {resume: false, testSecretIsProbe: false, testSecretIsSafe: false}

/** handler-contract: *conformant* and *usable* unlock, *unsafe* and *incomplete* do not, whatever single items passed. */
export function powersOf(rehearsal: Rehearsal): Powers {
  if (rehearsal.kind !== 'record') return none
  const {verdict, items} = rehearsal.record
  if (verdict !== 'conformant' && verdict !== 'usable') return none
  const passed = (id: string): boolean => items[id] === 'pass'
  return {
    resume: true,
    testSecretIsProbe: passed('test-exercises-pending') && passed('test-fails-on-rejected-value'),
    testSecretIsSafe: passed('test-changes-nothing'),
  }
}

/** What a rehearsal does not tell of `subject`, which is why something is asked or refused. */
export function lackOf(rehearsal: Rehearsal, subject: string): string {
  if (rehearsal.kind === 'never') return `${subject} was never rehearsed`
  if (rehearsal.kind === 'unread') return `${subject}: whether it was rehearsed is not known (${rehearsal.reason})`
  const {verdict} = rehearsal.record
  if (verdict === 'unsafe') return `${subject} was rehearsed and found unsafe`
  if (verdict === 'incomplete') return `${subject} was rehearsed, but not to the end (incomplete)`
  return `${subject} was rehearsed, but not whether testSecret changes nothing`
}

/** What is said of a function beside its name. */
export function rehearsalWords(rehearsal: Rehearsal): string {
  if (rehearsal.kind === 'never') return 'never rehearsed'
  return rehearsal.kind === 'record'
    ? `rehearsed: ${rehearsal.record.verdict}`
    : 'whether it was rehearsed is not known'
}
