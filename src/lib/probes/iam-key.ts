import type {IamGateway, StsGateway} from '../aws/gateways.ts'
import {SecrotError} from '../errors.ts'
import {Sensitive} from '../sensitive.ts'
import {type KnownField, lettersOf, soughtName, textsOf} from './known-fields.ts'
import {isPlaceholder, placeholderAnswer} from './placeholder.ts'
import type {Probe, ProbeAnswer, ProbeClock, ProbeQuestion} from './probe.ts'
import {fieldsOf} from './values.ts'

/**
 * A new key is refused until it has spread; reports say 8 to 15 seconds, so a rejection counts from 30 on
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html).
 */
export const KEY_SPREADS_MS = 30_000

export interface AccessKeyValue {
  readonly accessKeyId: string
  readonly secretAccessKey: Sensitive
  /** Absent: the value does not say. */
  readonly userName?: string
}

const USER_NAME: KnownField = {
  name: 'username',
  spellings: ['username', 'user', 'iamuser', 'iamusername'],
  tag: 'secrot:user-name-field',
}
const ACCESS_KEY_ID: KnownField = {
  name: 'accessKeyId',
  spellings: ['accesskeyid', 'accesskey', 'keyid'],
  tag: 'secrot:access-key-id-field',
}
const SECRET_ACCESS_KEY: KnownField = {
  name: 'secretAccessKey',
  spellings: ['secretaccesskey', 'secretkey', 'secret'],
  tag: 'secrot:secret-access-key-field',
}

/** Tags of the secret: they may name the fields. */
type Tags = Readonly<Record<string, string>>

/** The access key inside a value, whichever way its fields are written; undefined when it lacks one of them. */
export function accessKeyIn(value: Sensitive, tags: Tags): AccessKeyValue | undefined {
  const fields = fieldsOf(value)
  if (fields === undefined) return undefined
  const text = (field: KnownField) => textsOf(fields, field, tags, name => lettersOf(name).replace(/^aws/, ''))[0]
  const [accessKeyId, secretAccessKey, userName] = [ACCESS_KEY_ID, SECRET_ACCESS_KEY, USER_NAME].map(text)
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined
  return {
    accessKeyId,
    secretAccessKey: new Sensitive(secretAccessKey),
    ...(userName === undefined ? {} : {userName}),
  }
}

/** What a value without an access key lacks, in words without any part of it. */
export function lackingAccessKey(tags: Tags): string {
  return `has no access key in it: looked for ${soughtName(ACCESS_KEY_ID, tags)} and ${soughtName(SECRET_ACCESS_KEY, tags)}`
}

/**
 * Asks IAM: GetCallerIdentity signed with the key itself, which needs no permission. A refused key that its user does not
 * list is gone. `userName`: whose keys are listed; absent: none is, and a refused key is never called gone.
 */
export function iamKeyProbe(options: {
  readonly sts: StsGateway
  readonly iam: IamGateway
  readonly clock: ProbeClock
  readonly tags: Tags
  readonly userName?: string
}): Probe {
  const {clock, tags} = options
  const unknown = (reason: string): ProbeAnswer => ({kind: 'unknown', at: clock.now(), reason})
  return {
    kind: 'iam-key',
    name: 'IAM',
    wantsSelfCheck: false,
    async ask(question) {
      const key = accessKeyIn(question.value, tags)
      if (key === undefined) return unknown(`the value ${lackingAccessKey(tags)}`)
      if (isPlaceholder(key.accessKeyId)) return placeholderAnswer(clock.now())
      if (!/^[\x21-\x7e]+$/.test(key.accessKeyId))
        return unknown('no request can carry what stands in its access key id')
      const answer = await callerOf(options, key, question)
      if (answer.kind !== 'no') return answer
      if (await isGone(options, key, question.signal)) return {kind: 'gone', at: clock.now()}
      const young = KEY_SPREADS_MS - (clock.now() - (question.createdAt ?? 0))
      if (young <= 0) return answer
      await clock.sleep(young, question.signal)
      return callerOf(options, key, question)
    },
  }
}

async function callerOf(
  {sts, clock}: {readonly sts: StsGateway; readonly clock: ProbeClock},
  key: AccessKeyValue,
  {signal}: ProbeQuestion,
): Promise<ProbeAnswer> {
  try {
    const identity = await sts.callerIdentityOf(key, {signal})
    return {kind: 'yes', at: clock.now(), identity: identity.arn}
  } catch (error) {
    if (!(error instanceof SecrotError)) throw error
    if (error.code === 'KEY_REJECTED') return {kind: 'no', at: clock.now()}
    return {kind: 'unknown', at: clock.now(), reason: error.message}
  }
}

/** A list that could not be read says nothing: then the key is rejected, not gone. */
async function isGone(
  {iam, userName}: {readonly iam: IamGateway; readonly userName?: string},
  key: AccessKeyValue,
  signal: AbortSignal,
): Promise<boolean> {
  if (userName === undefined) return false
  try {
    const listed = await iam.listAccessKeys(userName, {signal})
    return !listed.some(other => other.accessKeyId === key.accessKeyId)
  } catch (error) {
    if (error instanceof SecrotError) return false
    throw error
  }
}
