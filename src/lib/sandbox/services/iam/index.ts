/** IAM: aws-behaviour.md section 6. It is global: one state per account, whatever region a request was signed for. */
import type {Identities, Service, ServiceDefinition, World} from '../../kernel.ts'
import {parseHolderArn} from './arns.ts'
import type {Session} from './entities.ts'
import {noSuchHolder} from './errors.ts'
import {IdentityCheck} from './identities.ts'
import {makeKey} from './keys.ts'
import {KeyUses} from './key-uses.ts'
import {openSession, roleHolder, type SessionRequest} from './sessions.ts'
import {accessKeyOperations} from './operations/access-keys.ts'
import {attachmentOperations} from './operations/attachments.ts'
import {boundaryOperations} from './operations/boundaries.ts'
import {groupOperations} from './operations/groups.ts'
import {inlinePolicyOperations} from './operations/inline-policies.ts'
import {managedPolicyOperations} from './operations/managed-policies.ts'
import {policyVersionOperations} from './operations/policy-versions.ts'
import {roleOperations} from './operations/roles.ts'
import {simulateOperations} from './operations/simulate.ts'
import {tagOperations} from './operations/tags.ts'
import {userOperations} from './operations/users.ts'
import type {IamContext} from './operation.ts'
import {createSetup, type IamSetup} from './setup.ts'
import {IamState} from './state.ts'

export interface Iam extends Service, Identities {
  readonly state: IamState
  /** For scenarios and tests. */
  readonly setup: IamSetup
  /** For STS: temporary credentials of any holder. */
  openSession(request: SessionRequest): Session
}

function definitionOf(context: IamContext): ServiceDefinition {
  const operations = [
    ...userOperations(context),
    ...accessKeyOperations(context),
    ...roleOperations(context),
    ...groupOperations(context),
    ...inlinePolicyOperations(context),
    ...managedPolicyOperations(context),
    ...policyVersionOperations(context),
    ...attachmentOperations(context),
    ...boundaryOperations(context),
    ...tagOperations(context),
    ...simulateOperations(context),
  ]
  return {
    id: 'iam',
    protocol: 'query',
    version: '2010-05-08',
    xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/',
    eventSource: 'iam.amazonaws.com',
    messageKey: () => 'message',
    operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
  }
}

/** IAM and the identities of everything else. `issueSession` throws NoSuchEntity for a role that does not exist. */
export function createIam(world: World): Iam {
  const state = new IamState()
  const uses = new KeyUses()
  const check = new IdentityCheck(world, state, uses)
  const iam: Iam = {
    definition: definitionOf({world, state, uses}),
    state,
    setup: createSetup(world, state),
    openSession: request => openSession(world, state, request),
    lookup: (accessKeyId, sessionToken) => check.lookup(accessKeyId, sessionToken),
    authorize: (principal, question) => check.authorize(principal, question),
    noteUse: (accessKeyId, service, region) => check.noteUse(accessKeyId, service, region),
    serviceMayAssume(roleArn, service) {
      const named = parseHolderArn(roleArn)
      const role = named?.kind === 'role' ? state.find('role', named.accountId, named.name) : undefined
      if (role === undefined) return false
      const principal = {kind: 'service', accountId: role.accountId, arn: service, accessKeyId: '', userId: ''} as const
      const question = {action: 'sts:AssumeRole', resource: roleArn, resourcePolicy: role.trustPolicy}
      return check.authorize(principal, question).allowed
    },
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
    present: () => ({state: state.present(), uses: uses.snapshot()}),
    restore(snapshot, {workers}) {
      const parts = snapshot as {state: unknown; uses: unknown}
      if (workers === 'keep') state.restoreBeside(world.functions.liveWorkers(), parts.state)
      else state.restore(parts.state)
      uses.restore(parts.uses)
    },
  }
  return iam
}
