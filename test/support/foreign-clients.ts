import {execFile, spawnSync} from 'node:child_process'
import {promisify} from 'node:util'

import type {Sandbox} from '../../src/lib/sandbox/index.ts'

const run = promisify(execFile)

/** Why tests with the AWS CLI or boto3 cannot run here; undefined: they can. */
export const withoutAwsCli = succeeds('aws', ['--version']) ? undefined : 'no AWS CLI on PATH'
export const withoutBoto3 = succeeds('python3', ['-c', 'import boto3']) ? undefined : 'no python3 with boto3 on PATH'

/** Runs `aws` against a sandbox; gives stdout, rejects with its stderr. */
export async function awsCli(sandbox: Sandbox, ...args: readonly string[]): Promise<string> {
  const {stdout} = await run('aws', [...args], {env: environmentOf(sandbox)})
  return stdout
}

/** Runs a Python script that finds the sandbox in its environment; gives stdout. */
export async function python(sandbox: Sandbox, script: string): Promise<string> {
  const {stdout} = await run('python3', ['-c', script], {env: environmentOf(sandbox)})
  return stdout
}

function environmentOf(sandbox: Sandbox): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
    AWS_DEFAULT_REGION: sandbox.region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, {stdio: 'ignore'}).status === 0
}
