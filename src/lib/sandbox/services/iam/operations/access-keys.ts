import type {Call, OperationDefinition} from '../../../kernel.ts'
import type {AccessKey, KeyStatus} from '../entities.ts'
import {limitExceeded, noSuchKey} from '../errors.ts'
import {textOf} from '../input.ts'
import {isoSeconds} from '../iso.ts'
import {changeKey, makeKey, statusOf} from '../keys.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage, pagingRules} from '../pages.ts'
import {onUserMeant, userMeant} from '../targets.ts'
import {keyView} from '../views.ts'

/** Inactive ones count too, and nobody can raise it: aws-behaviour.md section 6.1. */
const keysPerUser = 2

const userName = {UserName: {min: 1, max: 128}}
const keyId = {AccessKeyId: {required: true, min: 16, max: 128}}
/** IAM does not repeat a wrong status in its refusal: aws-behaviour.md section 6.1. */
const status = {Status: {required: true, values: ['Active', 'Inactive', 'Expired'], sensitive: true}}

export function accessKeyOperations(context: IamContext): OperationDefinition[] {
  const {state, world} = context
  const on = (call: Call) => onUserMeant(state, call)
  return [
    iamOperation({
      name: 'CreateAccessKey',
      rules: userName,
      on,
      run: call => createKey(context, call),
      trail: ({input}, output) => ({
        requestParameters: input['UserName'] === undefined ? null : {userName: input['UserName']},
        responseElements: output === undefined ? null : createdForTrail(output as CreatedKey),
      }),
    }),
    iamOperation({
      name: 'ListAccessKeys',
      rules: {...userName, ...pagingRules},
      on,
      run: call =>
        iamPage(context, call, 'AccessKeyMetadata', keysOfMeant(context, call), {
          positionOf: ({accessKeyId}) => accessKeyId,
          view: keyView,
        }),
    }),
    iamOperation({
      name: 'UpdateAccessKey',
      rules: {...userName, ...keyId, ...status},
      on,
      run: call => change(context, call, textOf(call.input, 'Status') as KeyStatus),
    }),
    iamOperation({
      name: 'DeleteAccessKey',
      rules: {...userName, ...keyId},
      on,
      run: call => change(context, call, 'deleted'),
    }),
    iamOperation({
      name: 'GetAccessKeyLastUsed',
      rules: keyId,
      on: call => ({
        resource: `arn:aws:iam::${call.accountId}:user/${state.key(textOf(call.input, 'AccessKeyId'))?.userName ?? ''}`,
        resourceAsWritten: `access key ${textOf(call.input, 'AccessKeyId')}`,
      }),
      run(call) {
        const key = state.key(textOf(call.input, 'AccessKeyId'))
        if (key?.accountId !== call.accountId || statusOf(key) === 'deleted') {
          throw noSuchKey(textOf(call.input, 'AccessKeyId'))
        }
        const use = context.uses.lastKnown(key.accessKeyId, world.clock.now(), world.switches.lastUsedLagMs)
        const never = {ServiceName: 'N/A', Region: 'N/A'}
        return {
          UserName: key.userName,
          AccessKeyLastUsed:
            use === undefined
              ? never
              : {LastUsedDate: isoSeconds(use.at), ServiceName: use.service, Region: use.region},
        }
      },
    }),
  ]
}

function createKey({state, world}: IamContext, call: Call): CreatedKey {
  const name = userMeant(call)
  const owner = name === undefined ? {accountId: call.accountId} : state.need('user', call.accountId, name)
  const keys = state.keysOf(call.accountId, 'id' in owner ? owner.id : undefined)
  if (keys.filter(key => statusOf(key) !== 'deleted').length >= keysPerUser) {
    throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${keysPerUser}`)
  }
  forgetSpreadDeletions(state, keys, world.clock.now() - world.switches.keySpreadMs)
  const key = makeKey(world, owner, {settled: false})
  state.putKey(key)
  return {AccessKey: {...keyView(key), SecretAccessKey: key.secretAccessKey}}
}

/** A deleted key is kept until no service honours it any more; then it may go. */
function forgetSpreadDeletions(state: IamContext['state'], keys: readonly AccessKey[], before: number): void {
  for (const key of keys) {
    const last = key.changes.at(-1)
    if (last?.to === 'deleted' && last.at <= before) state.forgetKey(key.accessKeyId)
  }
}

function keysOfMeant({state}: IamContext, call: Call): readonly AccessKey[] {
  const name = userMeant(call)
  const id = name === undefined ? undefined : state.need('user', call.accountId, name).id
  return state.keysOf(call.accountId, id).filter(key => statusOf(key) !== 'deleted')
}

function change(context: IamContext, call: Call, to: KeyStatus | 'deleted'): void {
  const id = textOf(call.input, 'AccessKeyId')
  const key = keysOfMeant(context, call).find(({accessKeyId}) => accessKeyId === id)
  if (key === undefined) throw noSuchKey(id)
  context.state.putKey(changeKey(key, to, context.world.clock.now()))
}

interface CreatedKey {
  readonly AccessKey: ReturnType<typeof keyView> & {readonly SecretAccessKey: string}
}

/** The id is in the trail, the secret is not. */
function createdForTrail({AccessKey: key}: CreatedKey) {
  return {
    accessKey: {
      userName: key.UserName,
      accessKeyId: key.AccessKeyId,
      status: key.Status,
      createDate: key.CreateDate,
    },
  }
}
