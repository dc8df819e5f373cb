import {type ApiKeyName, holdLabel} from '../doctor/facts.ts'
import type {AwsCall, LookUp, PlanCall} from '../doctor/plan.ts'
import type {RotationRules} from '../rotation/secret.ts'
import {shellCommand, shellWord} from '../shell-words.ts'

/** The call as an `aws` command that can be pasted, quoted for a POSIX shell; `flags` say where it goes. */
export function awsCommand(call: AwsCall, flags: readonly string[]): string {
  const members = Object.entries(call.input).flatMap(([name, value]) => flag(name, value, flags))
  return [
    shellCommand(['aws', call.service, kebab(call.operation)]),
    ...members,
    ...flags.map(word => shellWord(word)),
  ].join(' ')
}

/** One member as words that are quoted already. */
function flag(name: string, value: unknown, flags: readonly string[]): readonly string[] {
  if (value === undefined) return []
  if (typeof value === 'boolean') return [value ? `--${kebab(name)}` : `--no-${kebab(name)}`]
  if (isLookUp(value)) return [`--${kebab(name)}`, `$(${lookUpCommand(value, flags)})`]
  return [`--${kebab(name)}`, shellWord(typeof value === 'string' ? value : JSON.stringify(value))]
}

/** Without quotes around it: what it finds is one word, and in double quotes a shell would expand the `!` of a name. */
function lookUpCommand({lookUp}: LookUp, flags: readonly string[]): string {
  const {service, operation, query, input = {}} = lookUp
  const members = Object.entries(input).flatMap(([name, value]) => [`--${kebab(name)}`, value])
  return shellCommand(['aws', service, kebab(operation), ...members, '--query', query, '--output', 'text', ...flags])
}

function isLookUp(value: unknown): value is LookUp {
  return typeof value === 'object' && value !== null && 'lookUp' in value
}

/** `RotationLambdaARN` → `rotation-lambda-arn`, as the AWS CLI names its commands and options. */
function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
}

/** The AWS call behind one call of a plan; undefined for what asks or reads only. */
export function awsCallOf(call: PlanCall, secretArn: string): AwsCall | undefined {
  switch (call.kind) {
    case 'pin':
      return labelMove(secretArn, {label: holdLabel(call.versionId), to: call.versionId})
    case 'move':
      return labelMove(secretArn, call)
    case 'rotate':
      return {service: 'secretsmanager', operation: 'RotateSecret', input: {SecretId: secretArn}}
    case 'switch-on':
    case 'change-schedule':
      return {
        service: 'secretsmanager',
        operation: 'RotateSecret',
        input: {
          SecretId: secretArn,
          ...(call.functionArn === undefined ? {} : {RotationLambdaARN: call.functionArn}),
          RotationRules: wireRules(call.rules),
          RotateImmediately: false,
        },
      }
    case 'cancel-rotation':
      return {service: 'secretsmanager', operation: 'CancelRotateSecret', input: {SecretId: secretArn}}
    case 'invoke':
      return {
        service: 'lambda',
        operation: 'Invoke',
        input: {
          FunctionName: call.functionArn,
          Payload: {Step: call.step, SecretId: secretArn, ClientRequestToken: call.versionId},
        },
      }
    case 'add-permission':
      return {
        service: 'lambda',
        operation: 'AddPermission',
        input: {
          FunctionName: call.functionArn,
          StatementId: call.statementId,
          Action: 'lambda:InvokeFunction',
          Principal: 'secretsmanager.amazonaws.com',
          SourceAccount: call.sourceAccount,
          SourceArn: call.sourceArn,
          RevisionId: call.revisionId,
        },
      }
    case 'remove-permission':
      return {
        service: 'lambda',
        operation: 'RemovePermission',
        input: {FunctionName: call.functionArn, StatementId: call.statementId, RevisionId: call.revisionId},
      }
    case 'key-status':
      return {
        service: 'iam',
        operation: 'UpdateAccessKey',
        input: {UserName: call.userName, AccessKeyId: call.accessKeyId, Status: call.active ? 'Active' : 'Inactive'},
      }
    case 'time-limit':
      return {
        service: 'lambda',
        operation: 'UpdateFunctionConfiguration',
        input: {FunctionName: call.functionArn, Timeout: call.seconds, RevisionId: call.revisionId},
      }
    case 'put-role-policy':
      return {
        service: 'iam',
        operation: 'PutRolePolicy',
        input: {RoleName: call.roleName, PolicyName: call.policyName, PolicyDocument: call.document},
      }
    case 'remove-role-policy':
      return {
        service: 'iam',
        operation: 'DeleteRolePolicy',
        input: {RoleName: call.roleName, PolicyName: call.policyName},
      }
    case 'enable-key':
      return {service: 'kms', operation: 'EnableKey', input: {KeyId: call.keyArn}}
    case 'cancel-key-deletion':
      return {service: 'kms', operation: 'CancelKeyDeletion', input: {KeyId: call.keyArn}}
    case 'delete-key':
      return {
        service: 'iam',
        operation: 'DeleteAccessKey',
        input: {UserName: call.userName, AccessKeyId: call.accessKeyId},
      }
    case 'api-key-expiry':
      return {
        service: 'appsync',
        operation: 'UpdateApiKey',
        input: {apiId: call.apiId, id: idOf(call), expires: Math.floor(call.expiresAt / 1000)},
      }
    case 'delete-api-key':
      return {service: 'appsync', operation: 'DeleteApiKey', input: {apiId: call.apiId, id: idOf(call)}}
    case 'ask-target':
    case 'list-keys':
      return undefined
    default:
      return call satisfies never
  }
}

/** The id of an API key is the key: the printed command finds it by its end, and AWS refuses two at once. */
function idOf({apiId, key}: {readonly apiId: string; readonly key: ApiKeyName}): LookUp {
  const query = `apiKeys[?ends_with(id, '${key.last4}')].id`
  return {lookUp: {service: 'appsync', operation: 'ListApiKeys', query, input: {apiId}}}
}

/** The command of one call of a plan; an invocation names a file for its answer, which the CLI wants. */
export function awsTextOf(call: PlanCall, secretArn: string, flags: readonly string[]): string {
  const aws = awsCallOf(call, secretArn)
  if (aws === undefined) return ''
  const text = awsCommand(aws, flags)
  return call.kind === 'invoke' ? `${text} --cli-binary-format raw-in-base64-out /dev/stdout` : text
}

function labelMove(arn: string, move: {readonly label: string; readonly from?: string; readonly to?: string}): AwsCall {
  return {
    service: 'secretsmanager',
    operation: 'UpdateSecretVersionStage',
    input: {
      SecretId: arn,
      VersionStage: move.label,
      ...(move.from === undefined ? {} : {RemoveFromVersionId: move.from}),
      ...(move.to === undefined ? {} : {MoveToVersionId: move.to}),
    },
  }
}

/** Rules in wire names; AWS takes either the days or the expression. */
export function wireRules(rules: RotationRules): Record<string, unknown> {
  return {
    ...(rules.automaticallyAfterDays === undefined || rules.scheduleExpression !== undefined
      ? {}
      : {AutomaticallyAfterDays: rules.automaticallyAfterDays}),
    ...(rules.scheduleExpression === undefined ? {} : {ScheduleExpression: rules.scheduleExpression}),
    ...(rules.duration === undefined ? {} : {Duration: rules.duration}),
  }
}
