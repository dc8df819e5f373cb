import {EXIT, SecrotError} from '../errors.ts'
import {fieldIn, fieldNames} from '../probes/fields.ts'
import type {Version} from '../rotation/secret.ts'
import type {Sensitive} from '../sensitive.ts'
import {shellCommand} from '../shell-words.ts'
import {chosenVersion} from './choose-version.ts'
import type {Context} from './context.ts'
import {readValueActions, storedValue, versionsToRead} from './diff-versions.ts'
import {resolveSecret, type ResolvedSecret} from './resolve-secret.ts'

/** The journal asks whose run it is. */
export const revealActions = [...readValueActions, 'sts:GetCallerIdentity'] as const

export interface RevealOptions {
  /** Name, ARN or partial ARN. */
  readonly secretId: string
  /** A label, a version id, or how an id begins. */
  readonly version: string
  /** Member of the value, which is then a JSON object. Absent: the whole value. */
  readonly field?: string | undefined
  /** Whose version may be shown, before the question. */
  readonly onBegin: (secret: ResolvedSecret) => void
}

/**
 * The value of one version, to be shown; undefined: somebody said no. Asks first, and no flag answers; then the journal
 * keeps, on the disk, that it was shown, and only then it is read. Throws VERSION_NOT_FOUND, VALUE_NOT_FOUND,
 * FIELD_NOT_FOUND, JOURNAL_NOT_WRITABLE (exit 1) and QUESTION_WITHOUT_TERMINAL (exit 2).
 */
export async function revealVersion(context: Context, options: RevealOptions): Promise<Sensitive | undefined> {
  const secret = await resolveSecret(context, options.secretId)
  const version = chosenVersion(context, secret, await versionsToRead(context, secret), options.version)
  options.onBegin(secret)
  const {field} = options
  const labels = version.labels.length === 0 ? 'no label' : version.labels.join(', ')
  const what = field === undefined ? 'the value' : `field ${field}`
  const message = `Show ${what} of ${secret.description.name}, version ${version.versionId} (${labels})?`
  if (!(await context.ask.confirm({message}))) return undefined
  await context.journal.append({
    kind: 'reveal',
    at: new Date(context.clock.now()).toISOString(),
    resource: secret.arn,
    versionId: version.versionId,
    labels: version.labels,
    ...(field === undefined ? {} : {field}),
  })
  const value = await readValue(context, secret, version)
  return field === undefined ? value : fieldOf(context, value, {field, secret, version})
}

async function readValue(context: Context, secret: ResolvedSecret, version: Version): Promise<Sensitive> {
  const stored = await storedValue(context, secret, version)
  if (stored !== undefined) return stored.value
  const why = version.labels.length === 0 ? 'it has lost its labels' : 'nothing was stored in it'
  throw new SecrotError({
    code: 'VALUE_NOT_FOUND',
    message: `AWS gives no value for version ${version.versionId} of ${secret.description.name}: ${why}.`,
    hint: `Versions: ${shellCommand(versionsWords(context, secret))}`,
  })
}

interface Wanted {
  readonly field: string
  readonly secret: ResolvedSecret
  readonly version: Version
}

/** The error names the fields, which are shape, and no part of a value. */
function fieldOf(context: Context, value: Sensitive, {field, secret, version}: Wanted): Sensitive {
  const found = fieldIn(value, field)
  if (found !== undefined) return found
  const names = fieldNames(value)
  const words = [...versionsWords(context, secret), '--reveal', version.versionId]
  throw new SecrotError({
    code: 'FIELD_NOT_FOUND',
    message:
      names === undefined
        ? `The value of version ${version.versionId} is no JSON object, so it has no field ${field}.`
        : `The value of version ${version.versionId} has no field ${field}; it has: ${names.join(', ') || 'none'}.`,
    hint: `The whole value: ${shellCommand(words)}`,
    exit: EXIT.failed,
  })
}

function versionsWords(context: Context, {description, scope}: ResolvedSecret): readonly string[] {
  return ['secrot', 'versions', description.name, ...context.scopeFlags(scope).secrot]
}
