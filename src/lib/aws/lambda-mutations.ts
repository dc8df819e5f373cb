import {SecrotError} from '../errors.ts'
import {awsFailure} from './errors.ts'
import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {LambdaMutations} from './gateways.ts'
import {present} from './present.ts'

const service = 'lambda'

/** Changes of a function's permissions and time limit, and steps sent by hand. Reached through operations/mutate.ts only. */
export function lambdaMutations(clients: Clients, now: () => number): LambdaMutations {
  const sdk = lazily(() => import('@aws-sdk/client-lambda'))
  const client = lazily(async () => {
    const {LambdaClient} = await sdk()
    return clients.make(config => new LambdaClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    addPermission: ({functionArn, statementId, principal, sourceAccount, sourceArn, revisionId}) =>
      change(clients, {action: `${service}:AddPermission`, resource: functionArn}, async () => {
        const {AddPermissionCommand} = await sdk()
        await (
          await client()
        ).send(
          new AddPermissionCommand({
            FunctionName: functionArn,
            StatementId: statementId,
            Action: 'lambda:InvokeFunction',
            Principal: principal ?? 'secretsmanager.amazonaws.com',
            ...present({SourceAccount: sourceAccount, SourceArn: sourceArn, RevisionId: revisionId}),
          }),
        )
      }),

    removePermission: ({functionArn, statementId, revisionId}) =>
      change(clients, {action: `${service}:RemovePermission`, resource: functionArn}, async () => {
        const {RemovePermissionCommand} = await sdk()
        await (
          await client()
        ).send(
          new RemovePermissionCommand({
            FunctionName: functionArn,
            StatementId: statementId,
            ...present({RevisionId: revisionId}),
          }),
        )
      }),

    setTimeLimit: ({functionArn, seconds, revisionId}) =>
      change(clients, {action: `${service}:UpdateFunctionConfiguration`, resource: functionArn}, async () => {
        const {UpdateFunctionConfigurationCommand} = await sdk()
        await (
          await client()
        ).send(
          new UpdateFunctionConfigurationCommand({
            FunctionName: functionArn,
            Timeout: seconds,
            ...present({RevisionId: revisionId}),
          }),
        )
      }),

    async invokeStep({functionArn, step, secretArn, versionId, timeoutMs, signal}) {
      const {LambdaClient, InvokeCommand} = await sdk()
      // A step must not run twice because its answer was lost, and may take as long as the function is allowed to.
      const once = await clients.make(config => new LambdaClient(config), {
        actions: service,
        maxAttempts: 1,
        requestTimeoutMs: timeoutMs + 10_000,
      })
      const startedAt = now()
      try {
        const answer = await once.send(
          new InvokeCommand({
            FunctionName: functionArn,
            InvocationType: 'RequestResponse',
            LogType: 'Tail',
            Payload: JSON.stringify({Step: step, SecretId: secretArn, ClientRequestToken: versionId}),
          }),
          signal === undefined ? {} : {abortSignal: signal},
        )
        return {
          ...present({requestId: answer.$metadata.requestId, functionError: answer.FunctionError}),
          payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
          logTail: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
          startedAt,
          endedAt: now(),
        }
      } catch (error) {
        if (signal?.aborted === true) throw notWaitedFor(functionArn, error)
        throw awsFailure(error, {action: `${service}:InvokeFunction`, resource: functionArn, ...clients.about})
      } finally {
        once.destroy()
      }
    },
  }
}

/** Nothing tells whether the function began, ended or still runs, as with any reply that is lost. */
function notWaitedFor(functionArn: string, cause: unknown): SecrotError {
  return new SecrotError({code: 'UNREACHABLE', message: `The answer of ${functionArn} was not waited for.`, cause})
}
