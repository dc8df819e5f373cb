import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type AddPermissionRequest,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import type {ClientConfig} from './sandbox.ts'

/** The policy of a function from outside: what tests put there and find there. */
export interface Permissions extends Disposable {
  /** A function that does nothing and has no policy. */
  create(functionName: string, roleArn: string): Promise<void>
  /** A permission of Secrets Manager; members replace its own. Absent id: "theirs". */
  add(functionName: string, members?: Partial<AddPermissionRequest>): Promise<void>
  remove(functionName: string, statementId: string): Promise<void>
  /** Ids and conditions of its statements. */
  of(functionName: string): Promise<readonly Statement[]>
}

interface Statement {
  readonly Sid: string
  readonly Condition?: unknown
  readonly Resource: string
}

export function permissionsOf(bench: {readonly sandbox: {readonly config: ClientConfig}}): Permissions {
  const lambda = new LambdaClient(bench.sandbox.config)
  return {
    async create(functionName, roleArn) {
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName: functionName,
          Role: roleArn,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: {ZipFile: zipFiles({'index.mjs': 'export const handler = async () => {}'})},
        }),
      )
    },
    async add(functionName, members = {}) {
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: functionName,
          StatementId: 'theirs',
          Action: 'lambda:InvokeFunction',
          Principal: 'secretsmanager.amazonaws.com',
          ...members,
        }),
      )
    },
    async remove(functionName, statementId) {
      await lambda.send(new RemovePermissionCommand({FunctionName: functionName, StatementId: statementId}))
    },
    async of(functionName) {
      const answer = await lambda
        .send(new GetPolicyCommand({FunctionName: functionName}))
        .catch(() => ({Policy: '{"Statement":[]}'}))
      return (JSON.parse(answer.Policy ?? '') as {Statement: readonly Statement[]}).Statement
    },
    [Symbol.dispose]: () => lambda.destroy(),
  }
}
