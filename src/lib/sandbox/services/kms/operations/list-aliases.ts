import {ServiceError, type OperationDefinition, type World} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {aliasArn} from '../arns.ts'
import type {Alias} from '../entities.ts'
import {keyById, kmsOperation} from '../operation.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export const listAliases = (state: KmsState, world: World): OperationDefinition =>
  kmsOperation(state, {
    name: 'ListAliases',
    readOnly: true,
    rules: {
      KeyId: {type: 'string', min: 1, max: 2048},
      Limit: {type: 'number', min: 1, max: 1000},
      Marker: {type: 'string', min: 1, max: 1024},
    },
    authorize: () => [{action: 'kms:ListAliases', resource: '*'}],
    run(call) {
      const key = call.input['KeyId'] === undefined ? undefined : keyById(state, call)
      const aliases = state.aliases(call).filter(({targetKeyId}) => key === undefined || targetKeyId === key.id)
      const {items, nextToken} = pageOf(call, world, aliases, {
        tokenMember: 'Marker',
        limitMember: 'Limit',
        defaultLimit: 50,
        positionOf: ({name}) => name,
        isAfter: ({name}, position) => name > position,
        invalidToken: () => new ServiceError('InvalidMarkerException', 'The marker is not valid.'),
      })
      const more = nextToken === undefined ? {} : {NextMarker: nextToken}
      return {Aliases: items.map(shown), Truncated: nextToken !== undefined, ...more}
    },
  })

function shown(alias: Alias): Readonly<Record<string, unknown>> {
  return {
    AliasName: alias.name,
    AliasArn: aliasArn(alias, alias.name),
    TargetKeyId: alias.targetKeyId,
    CreationDate: alias.createdAt / 1000,
    LastUpdatedDate: alias.createdAt / 1000,
  }
}
