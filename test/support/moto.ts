import {CreateRoleCommand, IAMClient} from '@aws-sdk/client-iam'
import {CreateFunctionCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {SecretsManagerClient} from '@aws-sdk/client-secrets-manager'

import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {startMotoProcess} from './moto-process.ts'
import {realFile} from './real-file.ts'
import type {SandboxLike} from './run-secrot.ts'

const file = realFile('moto_server')

/** Why tests with moto cannot run here; undefined: they can. */
export const withoutMoto = file === undefined ? 'no moto_server on PATH' : undefined
/** For titles: what the tests run with, or why they do not. */
export const motoTitle = withoutMoto === undefined ? 'moto_server' : `moto_server (skipped: ${withoutMoto})`

if (withoutMoto !== undefined && process.env['SECROT_REQUIRE_AWS_CLIENTS'] === '1') {
  throw new Error(`SECROT_REQUIRE_AWS_CLIENTS is set, but: ${withoutMoto}`)
}

/** moto's own account. */
export const MOTO_ACCOUNT = '123456789012'

export interface Moto extends AsyncDisposable, SandboxLike {
  readonly secrets: SecretsManagerClient
  /** An empty account again, with functions that do nothing and end well. */
  reset(): Promise<void>
  /** Answers its ARN. */
  createFunction(name: string): Promise<string>
}

/** moto_server in a process of its own, with clients of it. */
export async function startMoto(): Promise<Moto> {
  if (file === undefined) throw new Error(withoutMoto)
  const server = await startMotoProcess(file)
  const {url, region, accessKeyId, secretAccessKey} = server.endpoint
  const credentials = {accessKeyId, secretAccessKey}
  const config = {endpoint: url, region, credentials}
  const lambda = new LambdaClient(config)
  const iam = new IAMClient(config)
  const tell = async (path: string, body: object) => {
    const answer = await fetch(`${url}/moto-api/${path}`, {method: 'POST', body: JSON.stringify(body)})
    if (!answer.ok) throw new Error(`moto answered ${answer.status} to ${path}`)
  }
  return {
    url,
    region,
    credentials,
    secrets: new SecretsManagerClient(config),
    async reset() {
      await tell('reset', {})
      // Otherwise it looks for Docker and for an image from elsewhere.
      await tell('config', {lambda: {use_docker: false}})
    },
    async createFunction(name) {
      const trust = {Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}
      const AssumeRolePolicyDocument = JSON.stringify({Version: '2012-10-17', Statement: [trust]})
      const role = await iam.send(new CreateRoleCommand({RoleName: name, AssumeRolePolicyDocument}))
      const made = await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Role: role.Role?.Arn,
          Runtime: 'python3.11',
          Handler: 'app.handler',
          Code: {ZipFile: zipFiles({'app.py': 'def handler(event, context): pass'})},
        }),
      )
      return made.FunctionArn ?? ''
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
