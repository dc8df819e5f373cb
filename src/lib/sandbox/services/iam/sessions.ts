/** Temporary credentials: what STS hands out, and what Lambda gives each worker. */
import type {World} from '../../kernel.ts'
import type {Role, Session} from './entities.ts'
import {newId, newSecretKey, newSessionToken} from './ids.ts'
import type {Tag} from './policy/request.ts'
import type {IamState} from './state.ts'

export interface SessionRequest {
  readonly accountId: string
  readonly holder: Session['holder']
  /** Empty unless the holder is a role. */
  readonly sessionName: string
  readonly durationMs: number
  readonly functionArn?: string
  /** Texts that bound the session further; absent: it may do what its holder may. */
  readonly policies?: readonly string[]
  readonly tags?: readonly Tag[]
  /** Absent: no MFA code was given. */
  readonly mfaAt?: number
}

/** Issues and remembers temporary credentials; they work at once, unlike a new access key. */
export function openSession(world: World, state: IamState, request: SessionRequest): Session {
  const random = (): number => (request.functionArn === undefined ? world.random() : world.workers.random())
  const issuedAt = world.clock.now()
  const session: Session = {
    accessKeyId: newId(random, 'ASIA'),
    secretAccessKey: newSecretKey(random),
    sessionToken: newSessionToken(random) + (request.functionArn === undefined ? '' : state.workerMark),
    accountId: request.accountId,
    holder: request.holder,
    sessionName: request.sessionName,
    issuedAt,
    expiresAt: issuedAt + request.durationMs,
    functionArn: request.functionArn,
    policies: request.policies,
    tags: request.tags ?? [],
    ...(request.mfaAt === undefined ? {} : {mfaAt: request.mfaAt}),
  }
  state.putSession(session)
  return session
}

export function roleHolder(role: Role): Session['holder'] {
  return {kind: 'role', id: role.id, name: role.name}
}
