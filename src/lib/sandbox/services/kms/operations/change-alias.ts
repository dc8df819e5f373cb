import type {Authorization, Call, OperationDefinition} from '../../../kernel.ts'
import {aliasArn} from '../arns.ts'
import {stateOf, type Alias} from '../entities.ts'
import {noSuchAlias, pendingDeletion} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import {onKey} from '../permission.ts'
import type {KmsState} from '../state.ts'

const NAME = {AliasName: {type: 'string', required: true, min: 1, max: 256}} as const

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html: asked on the alias and on its key. */
export const deleteAlias = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'DeleteAlias',
    readOnly: false,
    rules: NAME,
    authorize: call => [onAlias(call, 'DeleteAlias'), ...onTarget(state, call, 'DeleteAlias')],
    run(call) {
      state.removeAlias(needAlias(state, call))
      return {}
    },
  })

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html: asked on the alias and on both keys. */
export const updateAlias = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'UpdateAlias',
    readOnly: false,
    rules: {...NAME, TargetKeyId: KEY_ID},
    authorize: call => [
      onAlias(call, 'UpdateAlias'),
      ...onTarget(state, call, 'UpdateAlias'),
      onKey(state, call, {action: 'UpdateAlias', keyId: textOf(call, 'TargetKeyId'), place: call}),
    ],
    run(call) {
      const alias = needAlias(state, call)
      const key = keyById(state, call, 'TargetKeyId')
      if (stateOf(key) === 'PendingDeletion') throw pendingDeletion(key)
      state.putAlias({...alias, targetKeyId: key.id})
      return {}
    },
  })

function onAlias(call: Call, action: string): Authorization {
  const resource = aliasArn(call, textOf(call, 'AliasName'))
  return {action: `kms:${action}`, resource, resourceAsWritten: resource}
}

function onTarget(state: KmsState, call: Call, action: string): readonly Authorization[] {
  const keyId = state.alias(call, textOf(call, 'AliasName'))?.targetKeyId
  return keyId === undefined ? [] : [onKey(state, call, {action, keyId, place: call})]
}

/** Throws NotFoundException. */
function needAlias(state: KmsState, call: Call): Alias {
  const name = textOf(call, 'AliasName')
  const alias = state.alias(call, name)
  if (alias === undefined) throw noSuchAlias(aliasArn(call, name))
  return alias
}
