import {CallFailed} from '../../../../../src/lib/rotators/call-failed.ts'
import type {RotatorContext} from '../../../../../src/lib/rotators/rotator.ts'
import {aContext, aLog, aSecret, ARN} from '../../support/a-context.ts'

export const USER_ARN = 'arn:aws:iam::111122223333:user/team/svc'
export const HOUR_MS = 3_600_000

/** A key of the user; `usedAt` absent: it was never used; `status` absent: it is active. */
export interface KeyOfUser {
  readonly id: string
  readonly madeAt?: number
  readonly usedAt?: number
  readonly status?: 'Active' | 'Inactive'
}

interface Setup {
  readonly keys?: readonly KeyOfUser[]
  readonly tags?: Readonly<Record<string, string>>
  /** Whose key the caller shows; undefined: nobody knows it. */
  readonly caller?: (attempt: number) => string | undefined
  /** Codes by operation with which calls are refused. */
  readonly refused?: Readonly<Record<string, string>>
  readonly attempts?: number
  /** Calls that are answered after this was done. */
  readonly before?: Readonly<Record<string, (keys: KeyOfUser[]) => void>>
}

/** Answers for a user with keys, and `calls`: what changed it or asked who calls, as `UpdateAccessKey old Inactive`. */
export function anIam({keys: given = [], tags = {}, refused = {}, attempts = 1, ...rest}: Setup = {}) {
  const {caller = () => USER_ARN, before = {}} = rest
  const keys = [...given]
  const calls: string[] = []
  const userTags: Record<string, string> = {...tags}
  let asked = 0
  const answers: Readonly<Record<string, (input: Input) => object>> = {
    GetUser: () => ({
      User: {Arn: USER_ARN, Tags: Object.entries(userTags).map(([Key, Value]) => ({Key, Value}))},
    }),
    ListAccessKeys({Marker}) {
      // One a page.
      const at = Number(Marker ?? 0)
      const page = keys.slice(at, at + 1)
      return {
        AccessKeyMetadata: page.map(({id, madeAt = 0, status: Status = 'Active'}) => {
          return {AccessKeyId: id, CreateDate: new Date(madeAt), Status}
        }),
        IsTruncated: at + 1 < keys.length,
        Marker: String(at + 1),
      }
    },
    GetAccessKeyLastUsed({AccessKeyId}) {
      const usedAt = keys.find(({id}) => id === AccessKeyId)?.usedAt
      const use = {ServiceName: 's3', Region: 'eu-west-1'}
      return {AccessKeyLastUsed: usedAt === undefined ? use : {...use, LastUsedDate: new Date(usedAt)}}
    },
    GetCallerIdentity() {
      asked += 1
      const arn = caller(asked)
      if (arn === undefined) throw failed('GetCallerIdentity', 'InvalidClientTokenId')
      return {Arn: arn}
    },
    TagUser({Tags = []}) {
      for (const {Key, Value} of Tags) userTags[Key] = Value
      return {}
    },
    LookupEvents: () => ({Events: [{EventName: 'ListBuckets'}]}),
    UpdateAccessKey: () => ({}),
    DeleteAccessKey({AccessKeyId}) {
      keys.splice(
        keys.findIndex(({id}) => id === AccessKeyId),
        1,
      )
      return {}
    },
    CreateAccessKey() {
      keys.push({id: 'AKIANEW', madeAt: 0})
      return {AccessKey: {AccessKeyId: 'AKIANEW', SecretAccessKey: 'secret-of-new'}, $metadata: {attempts}}
    },
  }
  const send = (command: {readonly input: object}) => {
    const operation = command.constructor.name.replace(/Command$/, '')
    const input: Input = command.input
    const {AccessKeyId = '', Status = ''} = input
    if (!/^(GetUser|List|GetAccess|Tag|Lookup)/.test(operation))
      calls.push([operation, AccessKeyId, Status].filter(Boolean).join(' '))
    before[operation]?.(keys)
    if (refused[operation] !== undefined) throw failed(operation, refused[operation])
    return answers[operation]!(input)
  }
  return {send, calls, keys, tags: userTags}
}

interface Input {
  readonly AccessKeyId?: string
  readonly Status?: string
  readonly Marker?: string
  readonly Tags?: readonly {readonly Key: string; readonly Value: string}[]
}

function failed(operation: string, name: string): CallFailed {
  return new CallFailed(operation, {name, $metadata: {attempts: 1, httpStatusCode: 403}})
}

/** A value of the secret, with the key of this id. */
export function valueOf(id: string, username = 'svc'): string {
  return JSON.stringify({username, accessKeyId: id, secretAccessKey: `secret-of-${id}`, note: 'stays'})
}

/** In the middle of a rotation: `cur` is current, `prev` was it until `replacedHoursAgo`. */
export function aRotation(
  iam: ReturnType<typeof anIam>,
  {
    replacedHoursAgo = 24 * 30,
    values = {},
    facts = {},
    ...given
  }: {replacedHoursAgo?: number; facts?: Parameters<typeof aSecret>[0]} & Parameters<typeof aContext>[0] = {},
): RotatorContext & {readonly log: ReturnType<typeof aLog>} {
  const log = aLog()
  const storedAt = -replacedHoursAgo * HOUR_MS
  const versions = {prev: ['AWSPREVIOUS'], cur: ['AWSCURRENT'], new: ['AWSPENDING']}
  const context = aContext({
    secret: aSecret({versions, arn: ARN, lastRotatedAt: storedAt, ...facts}),
    values: {AWSCURRENT: valueOf('AKIACUR'), cur: valueOf('AKIACUR'), prev: valueOf('AKIAPREV'), ...values},
    storedAt,
    send: iam.send,
    ...given,
    log,
  })
  return {...context, log}
}
