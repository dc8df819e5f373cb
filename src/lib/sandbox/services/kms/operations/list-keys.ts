import {ServiceError, type OperationDefinition, type World} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {KEY_ID, keyById, kmsOperation} from '../operation.ts'
import type {KmsState} from '../state.ts'

const invalidToken = () => new ServiceError('InvalidMarkerException', 'The marker is not valid.')

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html: those of AWS and those that wait for deletion, too. */
export const listKeys = (state: KmsState, world: World): OperationDefinition =>
  kmsOperation(state, {
    name: 'ListKeys',
    readOnly: true,
    rules: {
      Limit: {type: 'number', min: 1, max: 1000},
      Marker: {type: 'string', min: 1, max: 1024},
    },
    authorize: () => [{action: 'kms:ListKeys', resource: '*'}],
    run(call) {
      const {items, nextToken} = pageOf(call, world, state.keys(call), {
        tokenMember: 'Marker',
        limitMember: 'Limit',
        defaultLimit: 100,
        positionOf: ({id}) => id,
        isAfter: ({id}, position) => id > position,
        invalidToken,
      })
      const Keys = items.map(({id, arn}) => ({KeyId: id, KeyArn: arn}))
      return {Keys, Truncated: nextToken !== undefined, ...(nextToken === undefined ? {} : {NextMarker: nextToken})}
    },
  })

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export const listResourceTags = (state: KmsState, world: World): OperationDefinition =>
  kmsOperation(state, {
    name: 'ListResourceTags',
    readOnly: true,
    rules: {
      KeyId: KEY_ID,
      Limit: {type: 'number', min: 1, max: 50},
      Marker: {type: 'string', min: 1, max: 1024},
    },
    run(call) {
      const {items, nextToken} = pageOf(call, world, keyById(state, call).tags, {
        tokenMember: 'Marker',
        limitMember: 'Limit',
        defaultLimit: 50,
        positionOf: ({TagKey}) => TagKey,
        invalidToken,
      })
      return {
        Tags: items,
        Truncated: nextToken !== undefined,
        ...(nextToken === undefined ? {} : {NextMarker: nextToken}),
      }
    },
  })
