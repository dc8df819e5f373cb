import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {label, secretId, versionId} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {readValue} from '../reading.ts'
import {resolveLiving} from '../resolve.ts'

const input = v.object({SecretId: secretId, VersionId: v.optional(versionId), VersionStage: v.optional(label)})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export function getSecretValue(manager: Manager): OperationDefinition {
  return operation({
    name: 'GetSecretValue',
    readOnly: true,
    input,
    authorize: call => [onNamedSecret(manager.store, call)],
    run(input, call) {
      const secret = resolveLiving(manager.store, call, input.SecretId)
      return readValue(manager, call, secret, {versionId: input.VersionId, stage: input.VersionStage})
    },
  })
}
