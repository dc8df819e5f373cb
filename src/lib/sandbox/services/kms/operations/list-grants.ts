import {ServiceError, type Call, type OperationDefinition, type World} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import type {Grant} from '../entities.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import type {KmsState} from '../state.ts'

const PAGING = {Limit: {type: 'number', min: 1, max: 100}, Marker: {type: 'string', min: 1, max: 1024}} as const

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html */
export const listGrants = (state: KmsState, world: World): OperationDefinition =>
  kmsOperation(state, {
    name: 'ListGrants',
    readOnly: true,
    rules: {KeyId: KEY_ID, GrantId: {min: 1, max: 128}, GranteePrincipal: {min: 1, max: 256}, ...PAGING},
    run(call) {
      const {GrantId: id, GranteePrincipal: grantee} = call.input
      const grants = state.grants
        .of(keyById(state, call))
        .filter(
          grant => (id ?? grant.id) === grant.id && (grantee ?? grant.granteePrincipal) === grant.granteePrincipal,
        )
      return page(call, world, grants)
    },
  })

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html: of the caller's account and region. */
export const listRetirableGrants = (state: KmsState, world: World): OperationDefinition =>
  kmsOperation(state, {
    name: 'ListRetirableGrants',
    readOnly: true,
    rules: {RetiringPrincipal: {type: 'string', required: true, min: 1, max: 256}, ...PAGING},
    authorize: () => [{action: 'kms:ListRetirableGrants', resource: '*'}],
    run(call) {
      const own = `:kms:${call.region}:${call.accountId}:`
      const grants = state.grants.retirableBy(textOf(call, 'RetiringPrincipal'))
      return page(
        call,
        world,
        grants.filter(({keyArn}) => keyArn.includes(own)),
      )
    },
  })

function page(call: Call, world: World, grants: readonly Grant[]): unknown {
  const {items, nextToken} = pageOf(call, world, grants, {
    tokenMember: 'Marker',
    limitMember: 'Limit',
    defaultLimit: 50,
    positionOf: ({id}) => id,
    invalidToken: () => new ServiceError('InvalidMarkerException', 'The marker is not valid.'),
  })
  const more = nextToken === undefined ? {} : {NextMarker: nextToken}
  return {Grants: items.map(shown), Truncated: nextToken !== undefined, ...more}
}

/** Tokens are shown to who makes a grant, and never again. */
function shown(grant: Grant): unknown {
  return {
    KeyId: grant.keyArn,
    GrantId: grant.id,
    Name: grant.name,
    CreationDate: grant.createdAt / 1000,
    GranteePrincipal: grant.granteePrincipal,
    RetiringPrincipal: grant.retiringPrincipal,
    IssuingAccount: `arn:aws:iam::${grant.issuingAccount}:root`,
    Operations: grant.operations,
    ...(Object.keys(grant.constraints).length === 0 ? {} : {Constraints: grant.constraints}),
  }
}
