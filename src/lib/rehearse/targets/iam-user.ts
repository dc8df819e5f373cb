import {hash} from 'node:crypto'
import type {Sandbox} from '../../sandbox/index.ts'
import {Uses} from '../engine/uses.ts'
import type {Credential, Standing, Target} from '../target.ts'
import {stringsIn} from '../value-strings.ts'
import {mappedValue} from './mapped-value.ts'
import type {StagedTarget} from './staged.ts'

/** Keys of a user at a time. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_KEYS = 2

const NOTHING: Standing = {acceptedNow: false, active: false}

/** An IAM user of the sandbox whose access key is rotated. The user may do everything, as who knows what it is for. */
export function stageIamUser(sandbox: Sandbox, userName: string): StagedTarget {
  const {accountId} = sandbox
  const owner = {accountId, userName}
  const first = sandbox.iam.addUser({...owner, managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']})
  const decoy = {accountId, userName: `${userName}-of-somebody-else`}
  const decoyKey = sandbox.iam.addUser(decoy)
  const heldBy = (value: string) => {
    const strings = new Set(stringsIn(value))
    return sandbox.iam.keysOf(owner).find(key => strings.has(key.secretAccessKey) && strings.has(key.accessKeyId))
  }
  const uses = new Uses({
    isOf: (presented, value) => stringsIn(value).includes(presented),
    idOf: presented => (sandbox.iam.keysOf(owner).some(key => key.accessKeyId === presented) ? presented : undefined),
  })
  const admin = (operation: string, input: Record<string, unknown>) => sandbox.call('iam', operation, input)
  const target: Target = {
    kind: 'iam-user',
    title: `IAM user ${userName}`,
    hasModel: true,
    isImmediate: true,
    limit: MOST_KEYS,
    standing(value) {
      const key = heldBy(value)
      return key === undefined ? NOTHING : {acceptedNow: key.acceptedNow, active: key.status === 'Active'}
    },
    credentials: () => sandbox.iam.keysOf(owner).map(credentialOf),
    state: () => digestOf([sandbox.iam.keysOf(owner), sandbox.iam.keysOf(decoy)]),
    othersState: () => digestOf(sandbox.iam.keysOf(decoy)),
    uses: () => uses.list(),
    async block(value, on) {
      const key = heldBy(value)
      if (key === undefined) return
      const {accessKeyId} = key
      await admin('UpdateAccessKey', {UserName: userName, AccessKeyId: accessKeyId, Status: on ? 'Inactive' : 'Active'})
      await sandbox.clock.advance(sandbox.switches.current.keySpreadMs)
    },
    ofSomebodyElse(value) {
      const key = heldBy(value)
      if (key === undefined) return value
      return value
        .replaceAll(key.accessKeyId, decoyKey.accessKeyId)
        .replaceAll(JSON.stringify(key.secretAccessKey).slice(1, -1), decoyKey.secretAccessKey)
    },
    async addForeign() {
      const made = (await admin('CreateAccessKey', {UserName: userName})) as {AccessKey: {AccessKeyId: string}}
      await sandbox.clock.advance(sandbox.switches.current.keySpreadMs)
      return made.AccessKey.AccessKeyId
    },
    async withKeyOfItsOwn(value) {
      const key = heldBy(value)
      const made = (await admin('CreateAccessKey', {UserName: userName})) as {
        AccessKey: {AccessKeyId: string; SecretAccessKey: string}
      }
      await sandbox.clock.advance(sandbox.switches.current.keySpreadMs)
      const {AccessKeyId, SecretAccessKey} = made.AccessKey
      if (key === undefined) return value
      return mappedValue(value, {[key.accessKeyId]: AccessKeyId, [key.secretAccessKey]: SecretAccessKey})
    },
    async use(value) {
      const key = heldBy(value)
      if (key === undefined) return
      const {accessKeyId} = key
      uses.note(
        {presented: accessKeyId, accepted: key.acceptedNow},
        {now: () => sandbox.clock.now(), invocation: () => undefined},
      )
      if (key.acceptedNow) await sandbox.call('sts', 'GetCallerIdentity', {}, {accessKeyId})
    },
    endRights: () => sandbox.iam.endPolicies(owner),
    delay(ms) {
      sandbox.switches.turn({keySpreadMs: ms})
    },
    misleadingNames: [decoy.userName, `team/${decoy.userName}`, `iam/user/${decoy.userName}/key`],
  }
  return {
    target,
    fields: {userName, username: userName, accessKeyId: first.accessKeyId, secretAccessKey: first.secretAccessKey},
    issued: () => [owner, decoy].flatMap(who => sandbox.iam.keysOf(who).map(({secretAccessKey}) => secretAccessKey)),
    noteCall({accessKeyId}, actor) {
      if (target.hasModel && isKeyOf(sandbox, [owner, decoy], accessKeyId))
        uses.note({presented: accessKeyId, accepted: true}, actor)
    },
    noteRefusedKey: (accessKeyId, actor) => uses.note({presented: accessKeyId, accepted: false}, actor),
    begin: () => uses.clear(),
    keep: () => uses.keep(),
  }
}

function isKeyOf(
  sandbox: Sandbox,
  owners: readonly {readonly accountId: string; readonly userName: string}[],
  accessKeyId: string,
): boolean {
  return owners.some(owner => sandbox.iam.keysOf(owner).some(key => key.accessKeyId === accessKeyId))
}

function credentialOf(key: ReturnType<Sandbox['iam']['keysOf']>[number]): Credential {
  return {
    id: key.accessKeyId,
    createdAt: key.createdAt,
    state: key.status === 'Active' ? 'active' : 'disabled',
    isIn: value => stringsIn(value).includes(key.secretAccessKey),
  }
}

const digestOf = (state: unknown) =>
  hash(
    'sha256',
    JSON.stringify(state, (key, value: unknown) => (key === 'acceptedNow' ? undefined : value)),
  )
