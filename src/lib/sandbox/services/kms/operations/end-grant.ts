import type {Authorization, Call, OperationDefinition} from '../../../kernel.ts'
import type {Grant} from '../entities.ts'
import {noSuchGrant} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import {onKey} from '../permission.ts'
import type {KmsState} from '../state.ts'

const GRANT_ID = {type: 'string', min: 1, max: 128} as const

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html: whoever the key's policy lets. */
export const revokeGrant = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'RevokeGrant',
    readOnly: false,
    rules: {KeyId: KEY_ID, GrantId: {...GRANT_ID, required: true}},
    run(call) {
      const key = keyById(state, call)
      const id = textOf(call, 'GrantId')
      const grant = state.grants.find(id)
      if (grant?.keyArn !== key.arn) throw noSuchGrant(id)
      state.grants.delete(grant)
      return {}
    },
  })

/**
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html: the retiring principal may, the grantee whose
 * grant says so, and in the account that made the grant who its policies let.
 */
export const retireGrant = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'RetireGrant',
    readOnly: false,
    rules: {GrantToken: {type: 'string', min: 1, max: 8192}, KeyId: {...KEY_ID, required: false}, GrantId: GRANT_ID},
    authorize: call => questions(state, call),
    run(call) {
      const grant = grantMeant(state, call)
      if (grant === undefined) throw noSuchGrant(textOf(call, 'GrantId'))
      state.grants.delete(grant)
      return {}
    },
    trail: () => ({requestParameters: null, responseElements: null}),
  })

function grantMeant(state: KmsState, call: Call): Grant | undefined {
  const token = textOf(call, 'GrantToken')
  if (token !== '') return state.grants.byToken(token)
  const grant = state.grants.find(textOf(call, 'GrantId'))
  return grant?.keyArn === state.find(call, textOf(call, 'KeyId'))?.arn ? grant : undefined
}

/** A key's policy does not count: who is not named by the grant needs a policy of the account that made it. */
function questions(state: KmsState, call: Call): readonly Authorization[] {
  const grant = grantMeant(state, call)
  if (grant !== undefined && isRetiring(call, grant)) return []
  const keyId = grant?.keyArn ?? textOf(call, 'KeyId')
  const {resourcePolicy: _policy, ...asked} = onKey(state, call, {action: 'RetireGrant', keyId, place: call})
  return [grant === undefined ? asked : {...asked, resourceAccountId: grant.issuingAccount}]
}

function isRetiring({principal}: Call, {retiringPrincipal, granteePrincipal, operations}: Grant): boolean {
  const mine = [principal.arn, principal.roleArn]
  if (retiringPrincipal !== undefined && mine.includes(retiringPrincipal)) return true
  return operations.includes('RetireGrant') && mine.includes(granteePrincipal)
}
