import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {secretId, text} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolvePrimary} from '../resolve.ts'

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html. After the last tag the list is
 * empty; only a secret that was never tagged has none.
 */
export function untagResource({store}: Manager): OperationDefinition {
  return operation({
    name: 'UntagResource',
    readOnly: false,
    input: v.object({SecretId: secretId, TagKeys: v.array(text(1, 128))}),
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolvePrimary(store, call, input.SecretId)
      const tags = secret.tags?.filter(tag => !input.TagKeys.includes(tag.Key))
      store.save({...secret, ...(tags === undefined ? {} : {tags})}, {operation: 'UntagResource', call})
      return {}
    },
  })
}
