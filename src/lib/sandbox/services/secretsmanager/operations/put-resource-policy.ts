import * as v from 'valibot'

import type {OperationDefinition} from '../../../kernel.ts'
import {flag, secretId, text} from '../input.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {checkPolicy} from '../policy.ts'
import {resolvePrimary} from '../resolve.ts'

const input = v.object({SecretId: secretId, ResourcePolicy: text(1, 20_480), BlockPublicPolicy: flag()})

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html */
export function putResourcePolicy({store}: Manager): OperationDefinition {
  return operation({
    name: 'PutResourcePolicy',
    readOnly: false,
    input,
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolvePrimary(store, call, input.SecretId)
      checkPolicy(input.ResourcePolicy, input.BlockPublicPolicy === true)
      store.save({...secret, policy: input.ResourcePolicy}, {operation: 'PutResourcePolicy', call})
      return {ARN: secret.arn, Name: secret.name}
    },
  })
}
