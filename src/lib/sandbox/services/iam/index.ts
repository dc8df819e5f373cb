/** IAM: aws-behaviour.md section 6. It is global: one state per account, whatever region a request was signed for. */
import type {Identities, Service, ServiceDefinition, World} from '../../kernel.ts'
import {parseHolderArn} from './arns.ts'
import type {Session} from './entities.ts'
import {noSuchHolder} from './errors.ts'
import {IdentityCheck} from './identities.ts'
import {makeKey} from './keys.ts'
import {KeyUses} from './key-uses.ts'
import {openSession, roleHolder, type SessionRequest} from './sessions.ts'
import {createSetup, type IamSetup} from './setup.ts'
import {IamState} from './state.ts'

export interface Iam extends Service, Identities {
  readonly state: IamState
  /** For scenarios and tests. */
  readonly setup: IamSetup
  /** For STS: temporary credentials of any holder. */
  openSession(request: SessionRequest): Session
}

const definition: ServiceDefinition = {
  id: 'iam',
  protocol: 'query',
  version: '2010-05-08',
  xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/',
  eventSource: 'iam.amazonaws.com',
  messageKey: () => 'message',
  operations: {},
}

/** IAM and the identities of everything else. `issueSession` throws NoSuchEntity for a role that does not exist. */
export function createIam(world: World): Iam {
  const state = new IamState()
  const uses = new KeyUses()
  const check = new IdentityCheck(world, state, uses)
  const iam: Iam = {
    definition,
    state,
    setup: createSetup(world, state),
    openSession: request => openSession(world, state, request),
    lookup: (accessKeyId, sessionToken) => check.lookup(accessKeyId, sessionToken),
    authorize: (principal, question) => check.authorize(principal, question),
    noteUse: (accessKeyId, service, region) => check.noteUse(accessKeyId, service, region),
    issueSession({accountId, roleArn, sessionName, durationMs, functionArn}) {
      const named = parseHolderArn(roleArn)
      if (named?.kind !== 'role') throw noSuchHolder('role', roleArn)
      const role = state.need('role', named.accountId, named.name)
      return openSession(world, state, {
        accountId,
        holder: roleHolder(role),
        sessionName,
        durationMs,
        ...(functionArn === undefined ? {} : {functionArn}),
      })
    },
    addRootKey({accountId, accessKeyId, secretAccessKey}) {
      state.putKey(makeKey(world, {accountId}, {settled: true, accessKeyId, secretAccessKey}))
    },
    snapshot: () => ({state: state.snapshot(), uses: uses.snapshot()}),
    restore(snapshot) {
      const parts = snapshot as {state: unknown; uses: unknown}
      state.restore(parts.state)
      uses.restore(parts.uses)
    },
  }
  return iam
}
