import {hash} from 'node:crypto'

import {stateOf, type Key} from './entities.ts'

/** `KeyMetadata`: https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html. */
export function metadataOf(key: Key): Readonly<Record<string, unknown>> {
  const KeyState = stateOf(key)
  return {
    AWSAccountId: key.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Enabled: KeyState === 'Enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState,
    ...(key.deletedAt === undefined ? {} : {DeletionDate: key.deletedAt / 1000}),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    CurrentKeyMaterialId: hash('sha256', `material/${key.arn}`),
  }
}
