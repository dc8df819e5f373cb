import * as v from 'valibot'

import type {Authorization, Call, OperationDefinition} from '../../../kernel.ts'
import type {Secret} from '../entities.ts'
import {rotationTokenMissing} from '../errors.ts'
import {flag, list, secretId, text, token} from '../input.ts'
import {versionOf} from '../labels.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {locate, resolvePrimary} from '../resolve.ts'
import {checkNothingPending, checkRotator, checkTokenUnused, newSettings} from '../rotation/configuration.ts'
import {blockingVersion, withEmptyPending, withPendingCopy} from '../rotation/pending.ts'
import {parseSchedule} from '../schedule.ts'

const input = v.object({
  SecretId: secretId,
  ClientRequestToken: token,
  RotationLambdaARN: v.optional(text(0, 2048)),
  RotationRules: v.optional(
    v.object({
      AutomaticallyAfterDays: v.optional(v.pipe(v.number(), v.integer())),
      Duration: v.optional(text(2, 3)),
      ScheduleExpression: v.optional(v.pipe(text(1, 256), v.regex(/^[0-9A-Za-z()#?*\-/, ]+$/))),
    }),
  ),
  ExternalSecretRotationMetadata: v.optional(list(v.object({Key: text(1, 256), Value: text(1, 2048)}), 0, 50)),
  ExternalSecretRotationRoleArn: v.optional(text(20, 2048)),
  RotateImmediately: flag(),
})

export type RotateSecretInput = v.InferOutput<typeof input>

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html. Nothing is stored unless every
 * check passes; their order is aws-behaviour section 3.1. The work itself is asynchronous.
 */
export function rotateSecret(manager: Manager): OperationDefinition {
  const {store, world} = manager
  return operation({
    name: 'RotateSecret',
    readOnly: false,
    input,
    authorize: call => [onNamedSecret(store, call), ...callersInvoke(manager, call)],
    run(input, call) {
      if (input.ClientRequestToken === undefined) throw rotationTokenMissing()
      if (input.RotationRules !== undefined) parseSchedule(input.RotationRules)
      const secret = resolvePrimary(store, call, input.SecretId)
      const id = input.ClientRequestToken
      const repeated = world.switches.repeatedRotateIsSame && isRepeated(secret, id)
      if (!repeated) rotate(manager, input, id, {secret, call})
      return {ARN: secret.arn, Name: secret.name, VersionId: id}
    },
  })
}

/** The same token again asks for the same rotation, which runs or is done already. */
function isRepeated(secret: Secret, token: string): boolean {
  return secret.rotation?.lastToken === token || versionOf(secret.versions, token) !== undefined
}

function rotate(
  {world, store, engine}: Manager,
  input: RotateSecretInput,
  token: string,
  {secret, call}: {readonly secret: Secret; readonly call: Call},
): void {
  const rotator = checkRotator(world, secret, input)
  const immediately = input.RotateImmediately !== false
  if (immediately || world.switches.stuckRefusesSchedule) checkNothingPending(secret)
  checkTokenUnused(secret, token)
  engine.settlePromoted(secret.arn)
  const settled = store.byArn(secret.arn)!
  const tested = !immediately && rotator.functionArn !== undefined && blockingVersion(settled.versions) === undefined
  const versions = immediately
    ? withEmptyPending(world, settled, token)
    : tested
      ? withPendingCopy(world, settled, token)
      : settled.versions
  const rotation = newSettings(world, settled, input, {...rotator, lastToken: token})
  const saved = store.save({...settled, rotation, versions}, {operation: 'RotateSecret', call})
  if (tested) engine.open(saved, token, 'test')
  else if (immediately) engine.open(saved, token, rotator.functionArn === undefined ? 'service' : 'lambda')
}

/** The page says that callers need lambda:InvokeFunction too; whether AWS asks is not known, so it is switchable. */
function callersInvoke({world, store}: Manager, call: Call): readonly Authorization[] {
  const {SecretId: id, RotationLambdaARN: given} = call.input
  const stored = typeof id === 'string' ? locate(store, call, id)?.rotation?.functionArn : undefined
  const functionArn = typeof given === 'string' ? given : stored
  if (!world.switches.rotateChecksCallerInvoke || functionArn === undefined) return []
  return [{action: 'lambda:InvokeFunction', resource: functionArn, resourceAsWritten: functionArn}]
}
