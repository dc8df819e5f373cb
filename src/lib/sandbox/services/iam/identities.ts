/** Who sent a request and what they may do: the part of IAM that every other service stands on. */
import type {Authorization, Identities, Principal, World} from '../../kernel.ts'
import {principalOfKey, principalOfSession} from './credential-principals.ts'
import type {AccessKey, Session} from './entities.ts'
import {compiledPolicies} from './holder-policies.ts'
import {spreadStatusOf} from './keys.ts'
import type {KeyUses} from './key-uses.ts'
import {compilePolicy} from './policy/compile.ts'
import {denialText} from './policy/denial.ts'
import {evaluate, type PolicySet} from './policy/evaluate.ts'
import {requestOf, type Tag} from './policy/request.ts'
import type {IamState} from './state.ts'
import {workerMarkOf} from './worker-mark.ts'

type Lookup = ReturnType<Identities['lookup']>
type Refusal = Extract<Lookup, {kind: 'refused'}>['reason']

/** A credential found once; kept until IAM changes. */
interface Credential {
  readonly answer: Extract<Lookup, {kind: 'ok'}>
  readonly sessionToken: string | undefined
  readonly expiresAt: number
}

interface Rights {
  readonly policies: PolicySet
  readonly tags: readonly Tag[]
}

/**
 * The trust policy decides who may assume a role and a key's policy who may use the key, also within the account:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html.
 */
function decidesAlone(action: string, hasPolicy: boolean): boolean {
  if (action === 'sts:AssumeRole' || action === 'sts:TagSession') return true
  // Without one the question is on no key: ListAliases, or a key that does not exist.
  return hasPolicy && action.startsWith('kms:')
}

const yes = {allowed: true} as const

export class IdentityCheck implements Pick<Identities, 'lookup' | 'authorize' | 'noteUse'> {
  readonly #world: World
  readonly #state: IamState
  readonly #uses: KeyUses
  readonly #now: () => number
  #generation = -1
  #credentials = new Map<string, Credential>()
  #rights = new WeakMap<Principal, Rights>()

  constructor(world: World, state: IamState, uses: KeyUses) {
    this.#world = world
    this.#state = state
    this.#uses = uses
    this.#now = () => world.clock.now()
  }

  lookup(accessKeyId: string, sessionToken: string | undefined): Lookup {
    this.#forgetStale()
    if (this.#isGone(accessKeyId, sessionToken)) return {kind: 'gone'}
    const found = this.#credentials.get(accessKeyId) ?? this.#find(accessKeyId)
    if (typeof found === 'string') return {kind: 'refused', reason: found}
    if (found.sessionToken !== sessionToken) return {kind: 'refused', reason: 'bad-token'}
    return this.#now() >= found.expiresAt ? {kind: 'refused', reason: 'expired'} : found.answer
  }

  authorize(principal: Principal, question: Authorization): ReturnType<Identities['authorize']> {
    this.#forgetStale()
    let rights = this.#rights.get(principal)
    if (rights === undefined) this.#rights.set(principal, (rights = this.#rightsOf(principal)))
    const {resourcePolicy} = question
    const resource = resourcePolicy === undefined ? undefined : compilePolicy(resourcePolicy)
    const decision = evaluate(
      resource === undefined ? rights.policies : {...rights.policies, resource},
      requestOf(principal, question, {tags: rights.tags, now: this.#now}),
      {
        ownAccount: (question.resourceAccountId ?? principal.accountId) === principal.accountId,
        resourceDecides: decidesAlone(question.action, resource !== undefined),
      },
    )
    return decision.allowed ? yes : {allowed: false, message: denialText(principal, question, decision)}
  }

  noteUse(accessKeyId: string, service: string, region: string): void {
    const session = this.#state.session(accessKeyId)
    if (session === undefined && this.#state.key(accessKeyId) === undefined) return
    const use = {at: this.#now(), service, region}
    const lagMs = this.#world.switches.lastUsedLagMs
    if (session === undefined) this.#uses.note(accessKeyId, use, lagMs)
    else if (session.holder.kind === 'role') this.#uses.note(session.holder.id, use, lagMs)
  }

  #isGone(accessKeyId: string, sessionToken: string | undefined): boolean {
    const mark = sessionToken === undefined ? undefined : workerMarkOf(sessionToken)
    if (mark === undefined) return false
    return mark !== this.#state.workerMark || this.#world.functions.isOver(accessKeyId)
  }

  #forgetStale(): void {
    if (this.#generation === this.#state.generation) return
    this.#generation = this.#state.generation
    this.#credentials = new Map()
    this.#rights = new WeakMap()
  }

  #find(accessKeyId: string): Credential | Refusal {
    const key = this.#state.key(accessKeyId)
    if (key !== undefined) return this.#ofKey(key)
    const session = this.#state.session(accessKeyId)
    return session === undefined ? 'unknown' : this.#ofSession(session)
  }

  #ofKey(key: AccessKey): Credential | Refusal {
    const spreadMs = this.#world.switches.keySpreadMs
    const status = spreadStatusOf(key, this.#now(), spreadMs)
    if (status === 'unknown') return 'not-spread-yet'
    if (status === 'deleted') return 'unknown'
    if (status !== 'Active') return 'inactive'
    const principal = principalOfKey(this.#state, key)
    if (principal === undefined) return 'unknown'
    const {secretAccessKey} = key
    const credential: Credential = {
      answer: {kind: 'ok', secretAccessKey, principal},
      sessionToken: undefined,
      expiresAt: Number.POSITIVE_INFINITY,
    }
    // A change that still spreads must be looked at again on every request.
    if (key.changes.every(change => change.at + spreadMs <= this.#now()))
      this.#credentials.set(key.accessKeyId, credential)
    return credential
  }

  #ofSession(session: Session): Credential | Refusal {
    const principal = principalOfSession(this.#state, session)
    if (principal === undefined) return 'unknown'
    const {secretAccessKey, sessionToken, expiresAt} = session
    const credential: Credential = {answer: {kind: 'ok', secretAccessKey, principal}, sessionToken, expiresAt}
    this.#credentials.set(session.accessKeyId, credential)
    return credential
  }

  #rightsOf(principal: Principal): Rights {
    const session = this.#state.session(principal.accessKeyId)
    const limits = {session: session?.policies?.map(compilePolicy), resource: undefined}
    const holder = this.#holderOf(principal)
    if (holder === undefined) {
      return {policies: {identity: [], boundary: undefined, ...limits}, tags: session?.tags ?? []}
    }
    const policies = {...compiledPolicies(this.#state, holder.kind, holder.entity), ...limits}
    return {policies, tags: [...(session?.tags ?? []), ...holder.entity.tags]}
  }

  #holderOf(principal: Principal) {
    const {accountId} = principal
    if (principal.kind === 'user') {
      const entity = this.#state.find('user', accountId, principal.userName ?? '')
      return entity && ({kind: 'user', entity} as const)
    }
    if (principal.kind !== 'assumed-role') return undefined
    const entity = this.#state.find('role', accountId, principal.roleArn?.split('/').at(-1) ?? '')
    return entity && ({kind: 'role', entity} as const)
  }
}
