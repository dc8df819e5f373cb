import {holdLabel, type TargetKind} from '../doctor/facts.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {type FieldSet, newValue, sized, withField} from '../probes/new-value.ts'
import type {StoredValue} from '../probes/shape.ts'
import {makeSameValue} from '../probes/values.ts'
import {labelsOf} from '../rotation/staging.ts'
import type {Sensitive} from '../sensitive.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import type {GivenValue, PutOptions} from './put-options.ts'
import {readConsent, readVersion} from './read-consent.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {TargetRun} from './target-run.ts'

/** The values of the versions that matter, where they may be read. Absent members were not read, or there are none. */
export interface OldValues {
  readonly current?: StoredValue
  readonly previous?: StoredValue
}

export interface PutVersions {
  readonly current?: string | undefined
  readonly previous?: string | undefined
}

/** --field, --probe and --read-values are consent to read; without one of them nothing is. */
export async function readOldValues(
  run: TargetRun,
  secret: ResolvedSecret,
  versions: PutVersions,
  {field, readValues, kind}: Pick<PutOptions, 'field' | 'readValues'> & {readonly kind: TargetKind},
): Promise<OldValues> {
  const asks = kind === 'command' || ((kind === 'iam-key' || kind === 'appsync-key') && readValues)
  if (versions.current === undefined || (!asks && !readValues && field === undefined)) return {}
  const count = asks && versions.previous !== undefined ? 2 : 1
  if (kind === 'command') await readConsent(run, {kind, readValues, versions: count})
  if (field !== undefined && kind !== 'command')
    run.context.progress.line('Reads the value in use (GetSecretValue) to keep its other fields.')
  const current = await readVersion(run, secret, versions.current)
  const previous =
    asks && versions.previous !== undefined ? await readVersion(run, secret, versions.previous) : undefined
  return {...(current === undefined ? {} : {current}), ...(previous === undefined ? {} : {previous})}
}

export interface MadeValue {
  readonly value: Sensitive
  readonly binary: boolean
  readonly given: GivenValue
  /** Absent: the whole value is new. */
  readonly field?: FieldSet & {readonly name: string}
}

/**
 * What is to be stored. Throws what makes it no value (exit 2), and FIELD_OF_NO_OBJECT (exit 3) where the value in use has no
 * fields that could be kept.
 */
export function madeValue(
  context: Pick<Context, 'scopeFlags'>,
  secret: ResolvedSecret,
  given: GivenValue,
  old: OldValues,
  {field: name, binary, keepNewline}: Pick<PutOptions, 'field' | 'binary' | 'keepNewline'>,
): MadeValue {
  const value = newValue(given.value, {binary, dropLineBreak: given.source === 'stdin' && !keepNewline})
  if (name === undefined) return {value, binary, given}
  const field = old.current?.binary === true ? undefined : withField(old.current?.value, name, value)
  if (field === undefined) throw noObject(context, secret)
  return {value: sized(field.value), binary, given, field: {...field, name}}
}

/** Whether the value in use is this one, byte for byte; false where it was not read. */
export function isStored(context: Context, stored: StoredValue | undefined, {value, binary}: MadeValue): boolean {
  if (stored === undefined) return false
  return stored.binary === binary && makeSameValue(context.random.bytes(32))(stored.value, value)
}

const REMEMBERED_MS = 30 * 86_400_000

/**
 * A version that an earlier run stored under its own label and did not make current, as the journal of this machine and
 * the labels say: it died in between, or the target did not answer. Newest first.
 */
export async function unfinishedPut(context: Context, {arn, description}: ResolvedSecret): Promise<string | undefined> {
  const changes = await context.changesSince(context.clock.now() - REMEMBERED_MS)
  return changes
    .filter(({intent}) => intent.action === 'secretsmanager:PutSecretValue' && intent.resource === arn)
    .map(({intent}) => intent.request['ClientRequestToken'])
    .find((versionId): versionId is string => {
      if (typeof versionId !== 'string') return false
      const labels = labelsOf(description.staging, versionId)
      return labels.length === 1 && labels[0] === holdLabel(versionId)
    })
}

function noObject(context: Pick<Context, 'scopeFlags'>, {description, scope}: ResolvedSecret): SecrotError {
  const {name} = description
  const whole = ['secrot', 'put', name, ...context.scopeFlags(scope).secrot]
  return new SecrotError({
    code: 'FIELD_OF_NO_OBJECT',
    message: `The value of ${name} in use is no JSON object, so no field of it can be set.`,
    hint: `A whole new value: ${shellCommand(whole)}`,
    exit: EXIT.unsafe,
  })
}
