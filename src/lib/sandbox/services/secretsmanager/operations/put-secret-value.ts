import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {tokenMissing} from '../errors.ts'
import {label, list, secretBinary, secretId, secretString, token} from '../input.ts'
import type {Secret} from '../entities.ts'
import {CURRENT, versionOf} from '../labels.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolveOwn} from '../resolve.ts'
import {exactlyOneValue} from '../values.ts'
import {writeValue} from '../writing.ts'

const input = v.object({
  SecretId: secretId,
  ClientRequestToken: token,
  SecretString: secretString,
  SecretBinary: secretBinary,
  VersionStages: v.optional(list(label, 1, 20)),
  RotationToken: v.optional(v.pipe(v.string(), v.minLength(36), v.maxLength(256), v.regex(/^[a-zA-Z0-9-]+$/))),
})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export function putSecretValue(manager: Manager): OperationDefinition {
  return operation({
    name: 'PutSecretValue',
    readOnly: false,
    input,
    authorize: call => [onNamedSecret(manager.store, call)],
    run(input, call) {
      if (input.ClientRequestToken === undefined) throw tokenMissing()
      exactlyOneValue(input)
      const secret = resolveOwn(manager.store, call, input.SecretId)
      const value = {id: input.ClientRequestToken, text: input.SecretString, binary: input.SecretBinary}
      const stages = [...new Set([...(isFirst(secret) ? [CURRENT] : []), ...(input.VersionStages ?? [CURRENT])])]
      const write = {value, stages, rotationToken: input.RotationToken}
      const saved = writeValue(manager, call, secret, write) ?? secret
      const labels = versionOf(saved.versions, value.id)?.labels ?? []
      return {ARN: saved.arn, Name: saved.name, VersionId: value.id, VersionStages: labels}
    },
  })
}

/** Whatever labels it is given, the first version of a secret is AWSCURRENT: PutSecretValue's page. */
function isFirst({versions}: Secret): boolean {
  return versions.length === 0
}
