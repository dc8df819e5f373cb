import {LambdaClient, CreateFunctionCommand, type CreateFunctionRequest} from '@aws-sdk/client-lambda'

import type {SandboxOptions} from '../../../src/lib/sandbox/index.ts'
import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

/** A sandbox with a Lambda client of its root user and a role that functions can have. */
export interface LambdaBench extends AsyncDisposable {
  readonly sandbox: TestSandbox
  readonly lambda: LambdaClient
  readonly roleArn: string
  /** Creates a function of these files, `index.handler` on Node 24 unless told otherwise. */
  create(name: string, files?: Record<string, string>, members?: Partial<CreateFunctionRequest>): Promise<string>
}

export async function lambdaBench(options: SandboxOptions = {}): Promise<LambdaBench> {
  const sandbox = await startTestSandbox(options)
  const lambda = new LambdaClient(sandbox.config)
  const managedPolicyArns = ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
  const roleArn = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'rotator', managedPolicyArns})
  return {
    sandbox,
    lambda,
    roleArn,
    async create(name, files = {'index.mjs': 'export const handler = async event => event'}, members = {}) {
      const created = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: roleArn,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: {ZipFile: zipFiles(files)},
          ...members,
        }),
      )
      return created.FunctionArn ?? ''
    },
    async [Symbol.asyncDispose]() {
      lambda.destroy()
      await sandbox.stop()
    },
  }
}

export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:'
