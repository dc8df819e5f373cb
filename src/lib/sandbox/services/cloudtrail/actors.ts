/** Who did something, from where and with what: the part of a record that a caller's requests share. */
import type {Call, Principal} from '../../kernel.ts'
import {Interned} from './interned.ts'

export interface Actor {
  readonly principal: Pick<
    Principal,
    'kind' | 'accountId' | 'arn' | 'accessKeyId' | 'userId' | 'userName' | 'roleArn' | 'sessionIssuedAt'
  >
  readonly sourceIp: string
  readonly userAgent: string
}

export class Actors {
  readonly #interned = new Interned<Actor>(keyOf)
  /** The identities hand out the same object for the same credential, so most requests need no key built. */
  #recent = new WeakMap<Principal, {readonly sourceIp: string; readonly userAgent: string; readonly number: number}>()

  numberOf({principal, sourceIp, userAgent}: Pick<Call, 'principal' | 'sourceIp' | 'userAgent'>): number {
    const recent = this.#recent.get(principal)
    if (recent?.sourceIp === sourceIp && recent.userAgent === userAgent) return recent.number
    const number = this.#interned.number(keyOf({principal, sourceIp, userAgent}), () => ({
      principal: known(principal),
      sourceIp,
      userAgent,
    }))
    this.#recent.set(principal, {sourceIp, userAgent, number})
    return number
  }

  get(number: number): Actor | undefined {
    return this.#interned.get(number)
  }

  /** Numbers of the actors that fit, for scans over columns. */
  matching(fits: (actor: Actor) => boolean): ReadonlySet<number> {
    return new Set(this.#interned.all().flatMap((actor, number) => (fits(actor) ? [number] : [])))
  }

  snapshot(): Actor[] {
    return this.#interned.snapshot()
  }

  restore(actors: Actor[]): void {
    this.#interned.restore(actors)
    this.#recent = new WeakMap()
  }
}

function keyOf({principal, sourceIp, userAgent}: Actor): string {
  return `${principal.accessKeyId}\n${principal.arn}\n${principal.userId}\n${sourceIp}\n${userAgent}`
}

function known(principal: Principal): Actor['principal'] {
  const {kind, accountId, arn, accessKeyId, userId, userName, roleArn, sessionIssuedAt} = principal
  return {
    kind,
    accountId,
    arn,
    accessKeyId,
    userId,
    ...(userName === undefined ? {} : {userName}),
    ...(roleArn === undefined ? {} : {roleArn}),
    ...(sessionIssuedAt === undefined ? {} : {sessionIssuedAt}),
  }
}

/** What LookupEvents shows as the user's name: the user, the name of a role's session, `root`. */
export function userNameOf({principal}: Actor): string | undefined {
  switch (principal.kind) {
    case 'root':
      return 'root'
    case 'user':
      return principal.userName
    case 'assumed-role':
      return principal.arn.split('/').at(-1)
    case 'service':
      return undefined
    default:
      return principal.kind satisfies never
  }
}
