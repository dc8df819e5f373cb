import * as v from 'valibot'

import type {Call, OperationDefinition} from '../../../kernel.ts'
import {canUseKey, needKey} from '../encryption.ts'
import type {Secret, SecretVersion} from '../entities.ts'
import {tokenMissing} from '../errors.ts'
import {secretBinary, secretId, secretString, text, token} from '../input.ts'
import {CURRENT, PENDING, PREVIOUS} from '../labels.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolveOwn} from '../resolve.ts'
import {keyOf, refuseTwoValues} from '../values.ts'
import {writeValue} from '../writing.ts'

const input = v.object({
  SecretId: secretId,
  ClientRequestToken: token,
  Description: v.optional(text(0, 2048)),
  KmsKeyId: v.optional(text(0, 2048)),
  SecretString: secretString,
  SecretBinary: secretBinary,
  Type: v.optional(text(1, 64)),
})

type Input = v.InferOutput<typeof input>

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html */
export function updateSecret(manager: Manager): OperationDefinition {
  return operation({
    name: 'UpdateSecret',
    readOnly: false,
    input,
    authorize: call => [onNamedSecret(manager.store, call)],
    run(input, call) {
      if (input.ClientRequestToken === undefined) throw tokenMissing()
      refuseTwoValues(input)
      const secret = withDetails(manager, input, call, resolveOwn(manager.store, call, input.SecretId))
      const {arn: ARN, name: Name} = secret
      if (input.SecretString === undefined && input.SecretBinary === undefined) {
        manager.store.save(secret, {operation: 'UpdateSecret', call})
        return {ARN, Name}
      }
      const value = {id: input.ClientRequestToken, text: input.SecretString, binary: input.SecretBinary}
      const written = writeValue(manager, call, secret, {value, stages: [CURRENT]})
      if (written === undefined && changesDetails(input)) manager.store.save(secret, {operation: 'UpdateSecret', call})
      return {ARN, Name, VersionId: value.id}
    },
  })
}

function changesDetails({Description, KmsKeyId, Type}: Input): boolean {
  return [Description, KmsKeyId, Type].some(member => member !== undefined)
}

function withDetails(manager: Manager, input: Input, call: Call, secret: Secret): Secret {
  return {
    ...secret,
    ...(input.Description === undefined ? {} : {description: input.Description}),
    ...(input.Type === undefined ? {} : {type: input.Type}),
    ...(input.KmsKeyId === undefined ? {} : withKey(manager, call, secret, keyOf(input.KmsKeyId))),
  }
}

/**
 * A new key: it serves new versions, and the versions with the three labels of rotation are encrypted again, unless the
 * caller may not decrypt them or not encrypt with it; that is passed over in silence.
 */
function withKey({world}: Manager, call: Call, secret: Secret, kmsKeyId: string | undefined): Partial<Secret> {
  needKey(world, call, {secret, keyId: kmsKeyId, use: 'validate'})
  const encryptedAgain = (version: SecretVersion): SecretVersion => {
    const rotates = [CURRENT, PENDING, PREVIOUS].some(label => version.labels.includes(label))
    const use = {secret, versionId: version.id} as const
    const mayChange =
      canUseKey(world, call, {...use, keyId: version.kmsKeyId, use: 'decrypt'}) &&
      canUseKey(world, call, {...use, keyId: kmsKeyId, use: 'encryptAgain'})
    return rotates && mayChange ? {...version, kmsKeyId} : version
  }
  return {kmsKeyId, versions: secret.versions.map(encryptedAgain)}
}
