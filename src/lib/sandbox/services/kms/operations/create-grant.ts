import type {Call, OperationDefinition} from '../../../kernel.ts'
import {validateInput} from '../../../validate.ts'
import {stateOf, type Grant, type GrantConstraints} from '../entities.ts'
import {disabled, invalidPrincipal, pendingDeletion} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import {onKey} from '../permission.ts'
import type {KmsState} from '../state.ts'

/** What a grant on a symmetric key can allow. */
const OPERATIONS = [
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
]

const PRINCIPAL = {type: 'string', min: 1, max: 256} as const
const PRINCIPAL_ARN =
  /^arn:[a-z0-9-]+:(?:iam::\d{12}:(?:root|user\/.+|role\/.+)|sts::\d{12}:(?:assumed-role|federated-user)\/.+)$/

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html */
export const createGrant = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'CreateGrant',
    readOnly: false,
    rules: {
      KeyId: KEY_ID,
      GranteePrincipal: {...PRINCIPAL, required: true},
      RetiringPrincipal: PRINCIPAL,
      Operations: {type: 'list', required: true},
      Constraints: {type: 'map'},
      Name: {type: 'string', min: 1, max: 256, pattern: '[a-zA-Z0-9:/_-]+'},
    },
    authorize: call => [question(state, call)],
    run(call) {
      const key = keyById(state, call)
      if (stateOf(key) === 'PendingDeletion') throw pendingDeletion(key)
      if (stateOf(key) === 'Disabled') throw disabled(key)
      for (const operation of operationsOf(call)) {
        validateInput({Operations: operation}, {Operations: {values: OPERATIONS}})
      }
      const facts = factsOf(call, key.arn)
      for (const principal of [facts.granteePrincipal, facts.retiringPrincipal ?? facts.granteePrincipal]) {
        if (!PRINCIPAL_ARN.test(principal)) throw invalidPrincipal(principal)
      }
      const grant = sameNamed(state, facts) ?? state.grants.add(facts)
      return {GrantId: grant.id, GrantToken: grant.token}
    },
  })

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function question(state: KmsState, call: Call) {
  const asked = onKey(state, call, {action: 'CreateGrant', keyId: textOf(call, 'KeyId'), place: call})
  const types = Object.keys(constraintsOf(call))
  const retiring = textOf(call, 'RetiringPrincipal')
  return {
    ...asked,
    conditions: {
      ...asked.conditions,
      'kms:grantisforawsresource': 'false',
      'kms:grantoperations': operationsOf(call),
      'kms:granteeprincipal': textOf(call, 'GranteePrincipal'),
      ...(retiring === '' ? {} : {'kms:retiringprincipal': retiring}),
      ...(types.length === 0 ? {} : {'kms:grantconstrainttype': types}),
    },
  }
}

function operationsOf({input}: Call): readonly string[] {
  return (input['Operations'] as readonly unknown[]).map(String)
}

function constraintsOf({input}: Call): GrantConstraints {
  return input['Constraints'] ?? {}
}

function factsOf(call: Call, keyArn: string): Omit<Grant, 'id' | 'token' | 'createdAt'> {
  const {Name: name, RetiringPrincipal: retiring} = call.input
  return {
    keyArn,
    granteePrincipal: textOf(call, 'GranteePrincipal'),
    issuingAccount: call.accountId,
    operations: operationsOf(call),
    constraints: constraintsOf(call),
    ...(typeof name === 'string' ? {name} : {}),
    ...(typeof retiring === 'string' ? {retiringPrincipal: retiring} : {}),
  }
}

/** The same request with the same name, sent again, makes no second grant. */
function sameNamed(state: KmsState, facts: ReturnType<typeof factsOf>): Grant | undefined {
  if (facts.name === undefined) return undefined
  return state.grants.of({arn: facts.keyArn}).find(({id: _id, token: _token, createdAt: _createdAt, ...known}) => {
    return JSON.stringify(sorted(known)) === JSON.stringify(sorted(facts))
  })
}

function sorted({operations, ...facts}: ReturnType<typeof factsOf>): unknown {
  const pairs = Object.entries({...facts, operations: operations.toSorted()})
  return pairs.toSorted(([one], [other]) => (one < other ? -1 : 1))
}
