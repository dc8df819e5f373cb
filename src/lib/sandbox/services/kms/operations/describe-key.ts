import type {OperationDefinition} from '../../../kernel.ts'
import {metadataOf} from '../metadata.ts'
import {KEY_ID, kmsOperation, textOf} from '../operation.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html; the only one here that takes an alias. */
export const describeKey = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'DescribeKey',
    readOnly: true,
    rules: {KeyId: KEY_ID},
    run: call => ({KeyMetadata: metadataOf(state.need(call, textOf(call, 'KeyId')))}),
  })
