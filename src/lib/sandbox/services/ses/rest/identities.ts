import {ServiceError, type Call, type OperationDefinition, type RestRoute} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {isAddress, isDomain} from '../addresses.ts'
import type {Identity} from '../entities.ts'
import {identityExists, noSuchIdentity, ofRest} from '../errors.ts'
import type {Ses} from '../operation.ts'
import {needed, restOperation} from './operation.ts'

const IDENTITIES = '/v2/email/identities'
const ONE = `${IDENTITIES}/{EmailIdentity}`

/** Identities in the words of the second API. They wait until somebody verifies them. */
export function identityOperations(ses: Ses): readonly OperationDefinition[] {
  const {state} = ses
  const need = (call: Call): Identity => {
    const name = needed(call, 'EmailIdentity')
    const identity = state.identity(call, name)
    if (identity === undefined) throw noSuchIdentity(name)
    return identity
  }
  return [
    restOperation({
      name: 'CreateEmailIdentity',
      route: {method: 'POST', path: IDENTITIES},
      run(call) {
        const name = needed(call, 'EmailIdentity')
        if (state.identity(call, name) !== undefined) throw identityExists(name)
        // Own text.
        if (!isAddress(name) && !isDomain(name)) throw ofRest.invalid(`Invalid email identity: ${name}.`)
        return {...kindOf(state.ask(call, name)), VerifiedForSendingStatus: false}
      },
    }),
    restOperation({
      name: 'GetEmailIdentity',
      route: {method: 'GET', path: ONE},
      run(call) {
        const identity = need(call)
        return {...kindOf(identity), FeedbackForwardingStatus: true, ...statusOf(identity, 'VerifiedForSendingStatus')}
      },
    }),
    listIdentities(ses, {method: 'POST', path: '/v2/email/list-identities'}),
    restOperation({
      name: 'DeleteEmailIdentity',
      route: {method: 'DELETE', path: ONE},
      run(call) {
        state.delete(call, need(call).name)
        return {}
      },
    }),
  ]
}

/** Where older clients list identities; the model had another path for it once. */
export function olderListing(ses: Ses): OperationDefinition {
  return listIdentities(ses, {method: 'GET', path: IDENTITIES})
}

function listIdentities({world, state}: Ses, route: RestRoute): OperationDefinition {
  return restOperation({
    name: 'ListEmailIdentities',
    route,
    run(call) {
      if (call.input['Filter'] !== undefined) throw ofRest.invalid('The sandbox does not filter identities.')
      const {items, nextToken} = pageOf(call, world, state.identities(call), {
        tokenMember: 'NextToken',
        limitMember: 'PageSize',
        defaultLimit: 100,
        positionOf: ({name}) => name,
        invalidToken: () => new ServiceError('InvalidNextTokenException', 'The NextToken is not valid.'),
      })
      const shown = items.map(one => ({IdentityName: one.name, ...kindOf(one), ...statusOf(one, 'SendingEnabled')}))
      return {EmailIdentities: shown, NextToken: nextToken}
    },
  })
}

function kindOf({name}: Identity): {readonly IdentityType: string} {
  return {IdentityType: name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN'}
}

/** `may`: what this answer calls the right to send. */
function statusOf({verified}: Identity, may: string): Readonly<Record<string, unknown>> {
  return {[may]: verified, VerificationStatus: verified ? 'SUCCESS' : 'PENDING'}
}
