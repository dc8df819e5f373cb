import type {IamGateway, StsGateway} from '../aws/gateways.ts'
import {SecrotError} from '../errors.ts'
import {Sensitive} from '../sensitive.ts'
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

/** The access key inside a value, whichever way its fields are written; undefined when it lacks one of them. */
export function accessKeyIn(value: Sensitive): AccessKeyValue | undefined {
  const fields = fieldsOf(value)
  if (fields === undefined) return undefined
  const plain = new Map(
    Object.entries(fields).map(([name, member]) => [
      name
        .toLowerCase()
        .replaceAll(/[^a-z]/g, '')
        .replace(/^aws/, ''),
      member,
    ]),
  )
  const text = (...names: readonly string[]) =>
    names.map(name => plain.get(name)).find(member => typeof member === 'string' && member !== '') as string | undefined
  const accessKeyId = text('accesskeyid', 'accesskey', 'keyid')
  const secretAccessKey = text('secretaccesskey', 'secretkey', 'secret')
  const userName = text('username', 'user', 'iamuser')
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined
  return {
    accessKeyId,
    secretAccessKey: new Sensitive(secretAccessKey),
    ...(userName === undefined ? {} : {userName}),
  }
}

/**
 * Asks IAM: GetCallerIdentity signed with the key itself, which needs no permission. A refused key that its user does not
 * list is gone. `userName`: whose keys are listed; absent: none is, and a refused key is never called gone.
 */
export function iamKeyProbe(options: {
  readonly sts: StsGateway
  readonly iam: IamGateway
  readonly clock: ProbeClock
  readonly userName?: string
}): Probe {
  const {clock} = options
  return {
    kind: 'iam-key',
    name: 'IAM',
    wantsSelfCheck: false,
    async ask(question) {
      const key = accessKeyIn(question.value)
      // What no request can carry is nobody's key.
      if (key === undefined || !/^[\x21-\x7e]+$/.test(key.accessKeyId)) return {kind: 'no', at: clock.now()}
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
