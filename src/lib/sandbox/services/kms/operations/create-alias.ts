import type {OperationDefinition} from '../../../kernel.ts'
import {aliasArn} from '../arns.ts'
import {stateOf} from '../entities.ts'
import {aliasTaken, invalidAlias, pendingDeletion} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import {onKey} from '../permission.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html: asked on the alias and on the key. */
export const createAlias = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'CreateAlias',
    readOnly: false,
    rules: {AliasName: {type: 'string', required: true, min: 1, max: 256}, TargetKeyId: KEY_ID},
    authorize(call) {
      const resource = aliasArn(call, textOf(call, 'AliasName'))
      return [
        {action: 'kms:CreateAlias', resource, resourceAsWritten: resource},
        onKey(state, call, {action: 'CreateAlias', keyId: textOf(call, 'TargetKeyId'), place: call}),
      ]
    },
    run(call) {
      const name = textOf(call, 'AliasName')
      if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
        throw invalidAlias('Alias must begin with alias/ and hold letters, digits, /, _ and - only.')
      }
      if (name.startsWith('alias/aws/')) throw invalidAlias('Alias must not begin with alias/aws/.')
      const key = keyById(state, call, 'TargetKeyId')
      if (stateOf(key) === 'PendingDeletion') throw pendingDeletion(key)
      if (state.alias(call, name) !== undefined) throw aliasTaken(aliasArn(call, name))
      state.addAlias(call, name, key.id)
      return {}
    },
  })
