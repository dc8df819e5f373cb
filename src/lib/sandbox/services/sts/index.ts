/** STS: aws-behaviour.md section 6.2. It keeps no state; what it issues lives with the identities. */
import type {OperationDefinition, Service, World} from '../../kernel.ts'
import type {Iam} from '../iam/index.ts'
import {assumeRole} from './operations/assume-role.ts'
import {getAccessKeyInfo} from './operations/get-access-key-info.ts'
import {getCallerIdentity} from './operations/get-caller-identity.ts'
import {getSessionToken} from './operations/get-session-token.ts'

export function createSts(iam: Iam, world: World): Service {
  const operations = [getCallerIdentity, assumeRole(iam, world), getAccessKeyInfo(iam), getSessionToken(iam, world)]
  return {
    definition: {
      id: 'sts',
      protocol: 'query',
      version: '2011-06-15',
      xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
      eventSource: 'sts.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map((each: OperationDefinition) => [each.name, each])),
    },
    snapshot: () => undefined,
    restore() {},
  }
}
