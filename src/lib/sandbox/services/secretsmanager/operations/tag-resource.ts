import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {secretId, tags} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolvePrimary} from '../resolve.ts'
import {addedTags} from '../tags.ts'

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
export function tagResource({store}: Manager): OperationDefinition {
  return operation({
    name: 'TagResource',
    readOnly: false,
    input: v.object({SecretId: secretId, Tags: tags}),
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolvePrimary(store, call, input.SecretId)
      const tags = addedTags(secret.tags ?? [], input.Tags, {byService: call.viaService !== undefined})
      store.save({...secret, tags}, {operation: 'TagResource', call})
      return {}
    },
  })
}
