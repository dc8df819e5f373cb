/** Everything IAM holds, and how often it changed. */
import type {Snapshotable} from '../../kernel.ts'
import {awsPolicies} from './aws-policies.ts'
import type {AccessKey, Group, ManagedPolicy, Role, Session, User} from './entities.ts'
import {noSuchHolder} from './errors.ts'
import {newWorkerMark} from './worker-mark.ts'
import type {HolderKind} from './arns.ts'

export interface Holders {
  readonly user: User
  readonly role: Role
  readonly group: Group
}

interface Tables {
  readonly user: Map<string, User>
  readonly role: Map<string, Role>
  readonly group: Map<string, Group>
  /** By ARN; AWS's own are not in it. */
  readonly policies: Map<string, ManagedPolicy>
  readonly keys: Map<string, AccessKey>
  readonly sessions: Map<string, Session>
}

const noTables = (): Tables => ({
  user: new Map(),
  role: new Map(),
  group: new Map(),
  policies: new Map(),
  keys: new Map(),
  sessions: new Map(),
})

const copyOf = (tables: Tables): Tables => ({
  user: new Map(tables.user),
  role: new Map(tables.role),
  group: new Map(tables.group),
  policies: new Map(tables.policies),
  keys: new Map(tables.keys),
  sessions: new Map(tables.sessions),
})

export class IamState implements Snapshotable {
  #tables = noTables()
  #generation = 0
  #workerMark = newWorkerMark()

  /** Grows with every change of an identity, key or policy, and on restore; what was derived before is stale. */
  get generation(): number {
    return this.#generation
  }

  /** What the session tokens of workers end in that have been started since the state was last put back. */
  get workerMark(): string {
    return this.#workerMark
  }

  find<K extends HolderKind>(kind: K, accountId: string, name: string): Holders[K] | undefined {
    return this.#table(kind).get(nameKey(accountId, name))
  }

  /** Throws NoSuchEntity. */
  need<K extends HolderKind>(kind: K, accountId: string, name: string): Holders[K] {
    const holder = this.find(kind, accountId, name)
    if (holder === undefined) throw noSuchHolder(kind, name)
    return holder
  }

  /** All of an account, by name. */
  list<K extends HolderKind>(kind: K, accountId: string): readonly Holders[K][] {
    return [...this.#table(kind).values()].filter(holder => holder.accountId === accountId).sort(byName)
  }

  put<K extends HolderKind>(kind: K, holder: Holders[K]): void {
    this.#table(kind).set(nameKey(holder.accountId, holder.name), holder)
    this.#generation++
  }

  remove(kind: HolderKind, accountId: string, name: string): void {
    this.#table(kind).delete(nameKey(accountId, name))
    this.#generation++
  }

  /** Whether the sandbox has ever made a user or role of this account. */
  knows(accountId: string): boolean {
    const {user, role} = this.#tables
    return [user, role].some(table => [...table.values()].some(holder => holder.accountId === accountId))
  }

  policy(arn: string): ManagedPolicy | undefined {
    return this.#tables.policies.get(arn) ?? awsPolicies.get(arn)
  }

  /** AWS's own first, then the account's. */
  policies(accountId: string): readonly ManagedPolicy[] {
    const own = [...this.#tables.policies.values()].filter(({arn}) => arn.startsWith(`arn:aws:iam::${accountId}:`))
    return [...awsPolicies.values(), ...own.sort(byName)]
  }

  putPolicy(policy: ManagedPolicy): void {
    this.#tables.policies.set(policy.arn, policy)
    this.#generation++
  }

  removePolicy(arn: string): void {
    this.#tables.policies.delete(arn)
    this.#generation++
  }

  key(accessKeyId: string): AccessKey | undefined {
    return this.#tables.keys.get(accessKeyId)
  }

  /** Keys of a user by unique id, or of the account's root; deleted ones that still spread are among them. */
  keysOf(accountId: string, userId: string | undefined): readonly AccessKey[] {
    return [...this.#tables.keys.values()].filter(key => key.accountId === accountId && key.userId === userId)
  }

  putKey(key: AccessKey): void {
    this.#tables.keys.set(key.accessKeyId, key)
    this.#generation++
  }

  forgetKey(accessKeyId: string): void {
    this.#tables.keys.delete(accessKeyId)
    this.#generation++
  }

  /** Keys and temporary credentials of a user go with it to its new name. */
  renameCredentials(userId: string, userName: string): void {
    const {keys, sessions} = this.#tables
    for (const [id, key] of keys) if (key.userId === userId) keys.set(id, {...key, userName})
    for (const [id, session] of sessions) {
      const {holder} = session
      if (holder.kind === 'user' && holder.id === userId) {
        sessions.set(id, {...session, holder: {...holder, name: userName}})
      }
    }
    this.#generation++
  }

  session(accessKeyId: string): Session | undefined {
    return this.#tables.sessions.get(accessKeyId)
  }

  /** Also drops sessions that ended a day ago, now and then, so that thousands of workers leave nothing behind. */
  putSession(session: Session): void {
    const {sessions} = this.#tables
    if (sessions.size > 0 && sessions.size % 1000 === 0) {
      for (const [id, old] of sessions) if (old.expiresAt < session.issuedAt - 86_400_000) sessions.delete(id)
    }
    sessions.set(session.accessKeyId, session)
  }

  snapshot(): unknown {
    return copyOf(this.#tables)
  }

  /** Without sessions: each process has one of its own. */
  present(): unknown {
    return {...this.#tables, sessions: new Map()}
  }

  restore(snapshot: unknown): void {
    this.#tables = copyOf(snapshot as Tables)
    this.#generation++
    this.#workerMark = newWorkerMark()
  }

  /** Puts everything back but the credentials of these workers, which live on and go on being known. */
  restoreBeside(workers: readonly string[], snapshot: unknown): void {
    const mark = this.#workerMark
    const kept = workers.flatMap(id => this.session(id) ?? [])
    this.restore(snapshot)
    this.#workerMark = mark
    for (const session of kept) this.putSession(session)
  }

  #table<K extends HolderKind>(kind: K): Map<string, Holders[K]> {
    return this.#tables[kind] as unknown as Map<string, Holders[K]>
  }
}

/** Names are unique without case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
function nameKey(accountId: string, name: string): string {
  return `${accountId}:${name.toLowerCase()}`
}

function byName(a: {readonly name: string}, b: {readonly name: string}): number {
  return a.name < b.name ? -1 : Number(a.name > b.name)
}
