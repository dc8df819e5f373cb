import type {CallerIdentity, ScopeFlags} from '../aws/gateways.ts'
import {parseArn} from '../arn.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {holders} from '../rotation/staging.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import type {Mutation} from './mutation.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** A rotation as it is shown before it starts. */
export interface RotationPlan {
  readonly secret: ResolvedSecret
  /** SECRET as it was typed, and the flags that a printed `secrot` command needs beside it. */
  readonly words: readonly string[]
  readonly caller: CallerIdentity
  /** ClientRequestToken of RotateSecret; it becomes the id of the new version. */
  readonly versionId: string
  /** Absent: the owning service rotates without a function. */
  readonly functionName?: string
  /** Service that owns the secret, or the type of a managed external secret. */
  readonly owner?: string
  /** What the secret holds, as its tag secrot:target says. */
  readonly credential: 'key' | 'value'
  /** The rotation is off, and RotateSecret switches it on again (API RotateSecret). */
  readonly switchesOn: boolean
  /** The equivalent command in parts, each an option with its value. */
  readonly aws: readonly (readonly string[])[]
}

/**
 * Plans the rotation of a secret that `rotateRefusal` lets pass. The token is made once and kept over retries; given: the
 * one of a run that died before anybody knew whether AWS had acted on it.
 */
export function planRotation(
  context: Context,
  secret: ResolvedSecret,
  typed: string,
  caller: CallerIdentity,
  versionId: string = context.random.uuid(),
): RotationPlan {
  const {description} = secret
  const flags = context.scopeFlags(secret.scope)
  const functionName = nameOfFunction(description.rotationFunctionArn)
  const owner = description.owningService ?? description.type
  return {
    secret,
    words: [typed, ...flags.secrot],
    caller,
    versionId,
    ...(functionName === undefined ? {} : {functionName}),
    ...(owner === undefined ? {} : {owner}),
    credential: description.tags['secrot:target']?.endsWith('key') === true ? 'key' : 'value',
    switchesOn: description.rotationEnabled === false,
    aws: awsCommand(typed, versionId, flags),
  }
}

/** RotateSecret as data, for the door. */
export function rotateMutation(context: Context, plan: RotationPlan): Mutation<{versionId: string}> {
  const {secret, versionId} = plan
  const {arn, scope, description} = secret
  return {
    action: 'secretsmanager:RotateSecret',
    resource: arn,
    scope,
    request: {SecretId: arn, ClientRequestToken: versionId},
    summary: `Rotate ${description.name}`,
    aws: shellCommand(plan.aws.flat()),
    hits: 'new readers',
    undo: {kind: 'none', because: 'what the rotation function does inside its steps is its own'},
    fingerprint: fingerprintOf(description),
    readFingerprint: async () =>
      fingerprintOf(await context.aws(scope).secrets.describe(arn, {signal: context.signal})),
    describeChange: () => `The labels or the rotation of ${description.name} have changed since it was planned`,
    send: mutations => mutations.secrets.rotate({arn, clientRequestToken: versionId}),
    labelsBefore: Object.fromEntries(description.staging),
  }
}

/** What the plan rests on: where the labels are, whether rotation is on, and which function it calls. */
function fingerprintOf(description: SecretDescription): string {
  const labels = [...holders(description.staging)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([labels, description.rotationEnabled ?? null, description.rotationFunctionArn ?? null])
}

function nameOfFunction(functionArn: string | undefined): string | undefined {
  if (functionArn === undefined) return undefined
  return parseArn(functionArn)?.resource.replace(/^function:/, '') ?? functionArn
}

function awsCommand(typed: string, versionId: string, flags: ScopeFlags): readonly (readonly string[])[] {
  return [
    ['aws', 'secretsmanager', 'rotate-secret', '--secret-id', typed],
    ['--client-request-token', versionId],
    ...pairs(flags.aws),
  ]
}

/** Each option with its value: a long command is broken between them. */
function pairs(words: readonly string[]): readonly (readonly string[])[] {
  return words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? '']] : []))
}
