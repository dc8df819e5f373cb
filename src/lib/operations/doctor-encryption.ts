import {parseArn} from '../arn.ts'
import {bareKeyId, isAlias, isUnusable, type SecretKey} from '../doctor/encryption.ts'
import {type Fact, known, unknown} from '../doctor/facts.ts'
import type {RotationEvent} from '../history/events.ts'
import {eventsOf} from '../history/events-of.ts'
import type {SecretDescription, Version} from '../rotation/secret.ts'
import {functionScope} from './doctor-function.ts'
import {doctorKeyUseActions, readKeyUse} from './doctor-key-use.ts'
import {readFact} from './doctor-read.ts'
import type {ExecutionRole} from './doctor-role-access.ts'
import type {DoctorRun} from './doctor-run.ts'

export const doctorEncryptionActions = [
  'kms:DescribeKey',
  'cloudtrail:LookupEvents',
  'secretsmanager:ListSecrets',
  ...doctorKeyUseActions,
] as const

/** CloudTrail keeps events for 90 days (CloudTrail user guide, event history). */
const TRAIL_MS = 90 * 86_400_000

/**
 * The keys under which a secret keeps labelled versions and new values, each once; none where that is the key of Secrets
 * Manager alone, which nobody can disable.
 */
export async function readKeysOf(
  run: DoctorRun,
  description: SecretDescription,
  versions: readonly Version[],
  role: ExecutionRole | undefined,
): Promise<readonly SecretKey[]> {
  const named = new Set([
    ...(description.kmsKeyId === undefined ? [] : [description.kmsKeyId]),
    ...versions.filter(({labels}) => labels.length > 0).flatMap(({kmsKeyIds}) => kmsKeyIds),
  ])
  const read: SecretKey[] = []
  for (const id of named) {
    const isKnown = read.some(key => namesOf(key).includes(bareKeyId(id)))
    if (isOfSecretsManager(id) || isKnown) continue
    const {state, use} = await readKey(run, description, id, role)
    const names = namesOf({id, state})
    const isThis = (other: string) => names.includes(bareKeyId(other))
    read.push({
      id,
      forNew: description.kmsKeyId !== undefined && isThis(description.kmsKeyId),
      versionIds: versions.filter(({kmsKeyIds}) => kmsKeyIds.some(isThis)).map(({versionId}) => versionId),
      state,
      ...(use === undefined ? {} : {use}),
    })
  }
  return read
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretVersionsListEntry.html */
function isOfSecretsManager(id: string): boolean {
  return id === 'DefaultEncryptionKey' || /(^|:)alias\/aws\/secretsmanager$/.test(id)
}

/** What may stand for a key in what Secrets Manager says. */
function namesOf({id, state}: Pick<SecretKey, 'id' | 'state'>): readonly string[] {
  const found = state.kind === 'known' && state.value.kind === 'found' ? [bareKeyId(state.value.arn)] : []
  return [bareKeyId(id), ...found]
}

/** A key is asked in its own account; where no credentials lead there, nothing is known of it. */
async function readKey(
  run: DoctorRun,
  description: SecretDescription,
  id: string,
  role: ExecutionRole | undefined,
): Promise<Pick<SecretKey, 'state' | 'use'>> {
  const {context} = run
  const region = parseArn(description.arn)?.region ?? context.scope.region
  const isArn = parseArn(id) !== undefined
  const scope = isArn ? await functionScope(run, id, 'key') : known({region})
  if (scope.kind === 'unknown') return {state: scope}
  const read = await readFact('kms:DescribeKey', () => context.aws(scope.value).kms.key(id, {signal: context.signal}))
  if (read.kind === 'unknown') return {state: read}
  const readAt = context.clock.now()
  if (read.value === undefined) return {state: known({kind: 'gone', readAt})}
  const {arn, state, deletedAt, ofAws} = read.value
  const key = {kind: 'found', arn, state, readAt, ...(deletedAt === undefined ? {} : {deletedAt})} as const
  if (isUnusable(key)) {
    const cause = await causeOf(run, region, key)
    const alsoKeeps = await keptUnder(run, description, arn)
    return {state: known({...key, ...(cause === undefined ? {} : {cause}), alsoKeeps})}
  }
  if (role === undefined || ofAws) return {state: known(key)}
  return {state: known(key), use: await readKeyUse(run, {secretArn: description.arn, role, key, scope: scope.value})}
}

const eventOf: Readonly<Record<string, 'DisableKey' | 'ScheduleKeyDeletion'>> = {
  Disabled: 'DisableKey',
  PendingDeletion: 'ScheduleKeyDeletion',
}

/** Who did it; absent where no call of a person leads to this state. */
async function causeOf(
  run: DoctorRun,
  region: string,
  {arn, state}: {readonly arn: string; readonly state: string},
): Promise<Fact<RotationEvent | undefined> | undefined> {
  const name = eventOf[state]
  if (name === undefined) return undefined
  const answer = await run.lookups(region).events([name], run.context.clock.now() - TRAIL_MS)
  if (answer.kind === 'denied') return unknown(answer.reason, answer.action)
  if (answer.kind === 'failed') return unknown(answer.reason)
  const [newest] = eventsOf({arn: '', name: '', keyIds: [arn]}, answer.events)
  if (newest === undefined && answer.kind === 'cut-off') return unknown(answer.reason)
  return known(newest)
}

/** Other secrets of the region that name this key. One that names an alias of it does not show it. */
async function keptUnder(run: DoctorRun, {arn}: SecretDescription, keyArn: string): Promise<Fact<readonly string[]>> {
  const listed = await readFact('secretsmanager:ListSecrets', () =>
    run.listing(parseArn(arn)?.region ?? run.context.scope.region),
  )
  if (listed.kind === 'unknown') return listed
  const others = listed.value.filter(other => other.arn !== arn && other.kmsKeyId !== undefined)
  const named = others.filter(({kmsKeyId = ''}) => !isAlias(kmsKeyId) && bareKeyId(kmsKeyId) === bareKeyId(keyArn))
  return known(named.map(({name}) => name))
}
