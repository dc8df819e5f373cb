import * as v from 'valibot'

import type {OperationDefinition, World} from '../../../kernel.ts'
import {hasValue, type SecretVersion} from '../entities.ts'
import {invalidParameter, versionNotFound} from '../errors.ts'
import {label, secretId, versionId} from '../input.ts'
import {attach, CURRENT, detach, holderOf, PENDING, versionOf, withoutEmpty} from '../labels.ts'
import type {Manager} from '../manager.ts'
import {operation} from '../operation.ts'
import {onNamedSecret} from '../permission.ts'
import {resolveOwn} from '../resolve.ts'
import {withinQuotas} from '../values.ts'

const input = v.object({
  SecretId: secretId,
  VersionStage: label,
  RemoveFromVersionId: v.optional(versionId),
  MoveToVersionId: v.optional(versionId),
})

type Input = v.InferOutput<typeof input>

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
export function updateSecretVersionStage({world, store, engine}: Manager): OperationDefinition {
  return operation({
    name: 'UpdateSecretVersionStage',
    readOnly: false,
    input,
    authorize: call => [onNamedSecret(store, call)],
    run(input, call) {
      const secret = resolveOwn(store, call, input.SecretId)
      const moved = movedLabels(world, secret.versions, input)
      const versions = withinQuotas(withoutEmpty(moved), world.clock.now())
      const saved = store.save({...secret, versions}, {operation: 'UpdateSecretVersionStage', call})
      const byHand = call.principal.functionArn === undefined
      if (byHand && world.switches.handMoveEndsRotation) engine.settlePromoted(saved.arn)
      return {ARN: saved.arn, Name: saved.name}
    },
  })
}

function movedLabels(world: World, versions: readonly SecretVersion[], input: Input): readonly SecretVersion[] {
  const {VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to} = input
  for (const id of [from, to]) if (id !== undefined && versionOf(versions, id) === undefined) throw versionNotFound(id)
  checkHolder(holderOf(versions, stage), input)
  if (to !== undefined) {
    checkTarget(world, versionOf(versions, to)!, stage)
    const attached = attach(versions, to, stage)
    const leavesPending = stage === CURRENT && world.switches.moveDropsPending && holderOf(attached, PENDING)?.id === to
    return leavesPending ? detach(attached, PENDING) : attached
  }
  if (stage === CURRENT) {
    throw invalidParameter(
      'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    )
  }
  return detach(versions, stage)
}

/** A label that is attached moves only away from the version the caller names. */
function checkHolder(holder: SecretVersion | undefined, input: Input): void {
  const {VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to} = input
  if (holder === undefined) {
    if (from === undefined && to !== undefined) return
    throw invalidParameter(
      `Staging label ${stage} is not attached to ${from === undefined ? 'a version' : `version ${from}`}.`,
    )
  }
  if (holder.id === from || (from === undefined && holder.id === to)) return
  throw invalidParameter(
    `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ` +
      `${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
  )
}

/** What AWS does with labels on a version without a value is not known; both are switchable, own texts. */
function checkTarget(world: World, target: SecretVersion, stage: string): void {
  if (hasValue(target)) return
  if (stage === CURRENT && !world.switches.promoteEmptyVersion) {
    throw invalidParameter(`Version ${target.id} has no value, so it can't become AWSCURRENT.`)
  }
  if (stage !== CURRENT && stage !== PENDING && !world.switches.labelOnEmptyVersion) {
    throw invalidParameter(`Version ${target.id} has no value, so staging label ${stage} can't be attached to it.`)
  }
}
