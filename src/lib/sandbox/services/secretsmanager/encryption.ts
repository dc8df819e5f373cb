import type {Call, KeyUse, World} from '../../kernel.ts'
import type {Secret} from './entities.ts'
import {cannotDecrypt, cannotEncrypt, defaultKeyAcrossAccounts, keyAccessDenied} from './errors.ts'

/** `validate`: a key is named for a secret. `encryptAgain`: an old version gets a new key. */
type Use = 'encrypt' | 'decrypt' | 'validate' | 'encryptAgain'

/**
 * The calls to KMS behind each use, of which all must be allowed:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-using-cmk and
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html.
 */
const ACTIONS: Readonly<Record<Use, KeyUse['actions']>> = {
  encrypt: ['GenerateDataKey'],
  decrypt: ['Decrypt'],
  validate: ['GenerateDataKey', 'Decrypt'],
  encryptAgain: ['Encrypt'],
}

/** AWS marks the calls that only see whether a key can be used. */
const VALIDATION = 'RequestToValidateKeyAccess'

interface Encryption {
  readonly secret: Pick<Secret, 'accountId' | 'arn'>
  /** Absent: the AWS managed key. */
  readonly keyId: string | undefined
  readonly use: Use
  /** Absent: none yet, the key is only tried. */
  readonly versionId?: string
}

/**
 * Makes sure that the caller may use a key. The AWS managed key serves everybody of its own account and nobody else;
 * customer keys are asked of KMS, which sees the caller's own identity. Throws AccessDeniedException, EncryptionFailure,
 * DecryptionFailure, and InvalidRequestException for the managed key of another account.
 */
export function needKey(world: World, call: Call, encryption: Encryption): void {
  if (encryption.keyId === undefined && call.principal.accountId !== encryption.secret.accountId) {
    throw defaultKeyAcrossAccounts()
  }
  const access = accessTo(world, call, encryption)
  if (access === 'denied') throw keyAccessDenied()
  if (access === 'unusable') throw encryption.use === 'decrypt' ? cannotDecrypt() : cannotEncrypt()
}

/** Whether the caller may use a key and the key can be used. */
export function canUseKey(world: World, call: Call, encryption: Encryption): boolean {
  return accessTo(world, call, encryption) === 'ok'
}

function accessTo(world: World, call: Call, encryption: Encryption): 'ok' | 'denied' | 'unusable' {
  const {secret, keyId, use, versionId = VALIDATION} = encryption
  if (keyId === undefined) return 'ok'
  return world.keys.access(call, {
    actions: ACTIONS[use],
    keyId,
    accountId: secret.accountId,
    service: 'secretsmanager',
    context: {SecretARN: secret.arn, SecretVersionId: versionId},
  })
}
