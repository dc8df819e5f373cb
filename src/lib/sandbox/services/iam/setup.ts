/** Accounts, users and roles for scenarios and tests, made without requests, without trail and without waiting. */
import type {World} from '../../kernel.ts'
import {arnOf, policyArn} from './arns.ts'
import type {AccessKey, KeyStatus, PolicyHolder} from './entities.ts'
import {newId, type IdPrefix} from './ids.ts'
import {makeKey, spreadStatusOf, statusOf} from './keys.ts'
import {checkIdentityPolicy, checkTrustPolicy} from './policy/check.ts'
import {oneTimeCode} from './one-time-code.ts'
import type {Tag} from './policy/request.ts'
import type {IamState} from './state.ts'

export interface KeyPair {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface HolderSetup {
  readonly accountId: string
  /** Name to policy document; absent: none. */
  readonly policies?: Readonly<Record<string, object>>
  /** Managed policies to attach; absent: none. */
  readonly managedPolicyArns?: readonly string[]
  /** ARN of the managed policy that bounds it; absent: none. */
  readonly permissionsBoundary?: string
  readonly tags?: Readonly<Record<string, string>>
}

export interface UserSetup extends HolderSetup {
  readonly userName: string
  /** Absent: made from the seed. */
  readonly key?: KeyPair
}

export interface RoleSetup extends HolderSetup {
  readonly roleName: string
  /** Absent: Lambda may assume it. */
  readonly trustPolicy?: object
}

/** A key of a user as IAM holds it; `acceptedNow` is what the other services make of it. */
export interface HeldKey extends KeyPair {
  readonly status: KeyStatus
  readonly createdAt: number
  readonly acceptedNow: boolean
}

export interface MfaSetup {
  readonly serialNumber: string
  code(): string
}

export interface IamSetup {
  /** A user `admin` with AdministratorAccess; returns its key, which works at once. */
  addAccount(accountId: string, key?: KeyPair): KeyPair & {readonly arn: string}
  /** Returns the user's key, which works at once. */
  addUser(user: UserSetup): KeyPair & {readonly arn: string}
  /** Takes all permissions from a user, as an administrator would. */
  endPolicies(owner: {readonly accountId: string; readonly userName: string}): void
  /** The user's keys, oldest first, without a call: for checkers. Nothing for a user who does not exist. */
  keysOf(owner: {readonly accountId: string; readonly userName: string}): readonly HeldKey[]
  /** A virtual MFA device for a user. Its code is what an app would show now, in virtual time. */
  addMfaDevice(owner: {readonly accountId: string; readonly userName: string}): MfaSetup
  /** Returns the role's ARN. */
  addRole(role: RoleSetup): string
  /** Returns the ARN of the managed policy. */
  addPolicy(policy: {readonly accountId: string; readonly policyName: string; readonly document: object}): string
}

const lambdaTrust = {
  Version: '2012-10-17',
  Statement: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}],
}

/** Binds the set-up functions to the state of one sandbox. They throw PolicySyntaxError for a wrong policy. */
export function createSetup(world: World, state: IamState): IamSetup {
  const base = (setup: HolderSetup, name: string, prefix: IdPrefix) => ({
    ...holderOf(setup, name),
    id: newId(() => world.random(), prefix),
    createdAt: world.clock.now(),
    boundaryArn: setup.permissionsBoundary,
    tags: tagsOf(setup.tags),
  })
  const setup: IamSetup = {
    addAccount: (accountId, key) =>
      setup.addUser({
        accountId,
        userName: 'admin',
        managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        ...(key === undefined ? {} : {key}),
      }),
    addUser(input) {
      const user = {...base(input, input.userName, 'AIDA'), groups: []}
      state.put('user', user)
      const key = makeKey(world, user, {settled: true, ...input.key})
      state.putKey(key)
      return {accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey, arn: arnOf('user', user)}
    },
    endPolicies({accountId, userName}) {
      state.put('user', {...state.need('user', accountId, userName), inline: {}, attached: [], groups: []})
    },
    keysOf({accountId, userName}) {
      const user = state.find('user', accountId, userName)
      return user === undefined ? [] : state.keysOf(accountId, user.id).flatMap(key => held(world, key))
    },
    addMfaDevice({accountId, userName}) {
      const user = state.need('user', accountId, userName)
      const seed = world.uuid().replaceAll('-', '')
      const device = {serialNumber: `arn:aws:iam::${accountId}:mfa/${userName}`, seed}
      state.put('user', {...user, mfaDevices: [...(user.mfaDevices ?? []), device]})
      return {serialNumber: device.serialNumber, code: () => oneTimeCode(device, world.clock.now())}
    },
    addRole(input) {
      const trustPolicy = JSON.stringify(input.trustPolicy ?? lambdaTrust)
      checkTrustPolicy(trustPolicy)
      const role = {
        ...base(input, input.roleName, 'AROA'),
        trustPolicy,
        description: undefined,
        maxSessionMs: 3_600_000,
      }
      state.put('role', role)
      return arnOf('role', role)
    },
    addPolicy({accountId, policyName, document}) {
      const arn = policyArn(accountId, '/', policyName)
      const now = world.clock.now()
      const text = checked(document)
      state.putPolicy({
        arn,
        id: newId(() => world.random(), 'ANPA'),
        name: policyName,
        path: '/',
        description: undefined,
        createdAt: now,
        updatedAt: now,
        tags: [],
        versions: [{versionId: 'v1', document: text, createdAt: now}],
        defaultVersionId: 'v1',
        nextVersion: 2,
      })
      return arn
    },
  }
  return setup
}

function held(world: World, key: AccessKey): readonly HeldKey[] {
  const {accessKeyId, secretAccessKey, createdAt} = key
  const status = statusOf(key)
  if (status === 'deleted') return []
  const acceptedNow = spreadStatusOf(key, world.clock.now(), world.switches.keySpreadMs) === 'Active'
  return [{accessKeyId, secretAccessKey, status, createdAt, acceptedNow}]
}

function holderOf(
  setup: HolderSetup,
  name: string,
): Pick<PolicyHolder, 'accountId' | 'name' | 'path' | 'inline' | 'attached'> {
  const inline = Object.fromEntries(Object.entries(setup.policies ?? {}).map(([key, value]) => [key, checked(value)]))
  return {accountId: setup.accountId, name, path: '/', inline, attached: setup.managedPolicyArns ?? []}
}

function checked(document: object): string {
  const text = JSON.stringify(document)
  checkIdentityPolicy(text)
  return text
}

function tagsOf(tags: Readonly<Record<string, string>> = {}): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({Key, Value}))
}
