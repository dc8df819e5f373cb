import type {World} from '../../kernel.ts'
import type {Grant, Key} from './entities.ts'

/** Grants of all keys. A new one counts at once; on AWS it may take minutes unless its token is sent along. */
export class Grants {
  readonly #world: World
  #grants = new Map<string, Grant>()

  constructor(world: World) {
    this.#world = world
  }

  find(id: string): Grant | undefined {
    return this.#grants.get(id)
  }

  byToken(token: string): Grant | undefined {
    return [...this.#grants.values()].find(grant => grant.token === token)
  }

  of(key: Pick<Key, 'arn'>): readonly Grant[] {
    return [...this.#grants.values()].filter(({keyArn}) => keyArn === key.arn)
  }

  retirableBy(principal: string): readonly Grant[] {
    return [...this.#grants.values()].filter(({retiringPrincipal}) => retiringPrincipal === principal)
  }

  add(facts: Omit<Grant, 'id' | 'token' | 'createdAt'>): Grant {
    const digits = (count: number) => Array.from({length: count}, () => this.#world.uuid().replaceAll('-', '')).join('')
    const id = digits(2)
    const token = Buffer.from(`${id}${digits(3)}`, 'hex').toString('base64')
    const grant = {...facts, id, token, createdAt: this.#world.clock.now()}
    this.#grants.set(id, grant)
    return grant
  }

  delete({id}: Grant): void {
    this.#grants.delete(id)
  }

  snapshot(): Map<string, Grant> {
    return new Map(this.#grants)
  }

  /** Undefined: a state that was written before there were grants has none. */
  restore(grants: Map<string, Grant> | undefined): void {
    this.#grants = new Map(grants)
  }
}

/**
 * A key's policy with what its grants allow for one use added. What denies elsewhere denies all the same:
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html. A grant to make further grants does not
 * count here, since these would have to be narrower.
 */
export function policyWithGrants(
  key: Key,
  grants: readonly Grant[],
  use: {readonly action: string; readonly context: Readonly<Record<string, string>>},
): string {
  const applying = grants.filter(grant => use.action !== 'CreateGrant' && applies(grant, use))
  if (applying.length === 0) return key.policy
  const document = JSON.parse(key.policy) as {Statement: unknown}
  const added = applying.map(({granteePrincipal}) => ({
    Effect: 'Allow',
    Principal: {AWS: granteePrincipal},
    Action: `kms:${use.action}`,
    Resource: '*',
  }))
  return JSON.stringify({...document, Statement: [document.Statement, added].flat()})
}

/** Constraints are about the encryption context, which these two operations do not have. */
const WITHOUT_CONTEXT = new Set(['DescribeKey', 'RetireGrant'])

function applies(
  {operations, constraints}: Grant,
  {action, context}: {readonly action: string; readonly context: Readonly<Record<string, string>>},
): boolean {
  if (!operations.includes(action)) return false
  if (WITHOUT_CONTEXT.has(action)) return true
  const {EncryptionContextSubset: subset = {}, EncryptionContextEquals: equals} = constraints
  const has = (wanted: Readonly<Record<string, string>>) =>
    Object.entries(wanted).every(([name, value]) => context[name] === value)
  const same = equals === undefined || (has(equals) && Object.keys(context).length === Object.keys(equals).length)
  return has(subset) && same
}
