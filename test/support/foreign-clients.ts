import {execFile} from 'node:child_process'
import {promisify} from 'node:util'

import type {Sandbox} from '../../src/lib/sandbox/index.ts'
import {outputOf, realFile} from './real-file.ts'

const run = promisify(execFile)

/** A program of others: where it is, or why tests with it cannot run here. */
type Program = {readonly file: string; readonly version: string} | {readonly missing: string}

const cli = awsCliHere()
const boto3 = boto3Here()

/** Why tests with the AWS CLI or boto3 cannot run here; undefined: they can. */
export const withoutAwsCli = 'missing' in cli ? cli.missing : undefined
export const withoutBoto3 = 'missing' in boto3 ? boto3.missing : undefined
/** For titles: what the tests run with, or why they do not. */
export const awsCliTitle = titleOf('AWS CLI', cli)
export const boto3Title = titleOf('boto3', boto3)

// Where both clients must be present a skipped test is a failure, not a gap nobody sees.
if (process.env['SECROT_REQUIRE_AWS_CLIENTS'] === '1') {
  const missing = [withoutAwsCli, withoutBoto3].filter(reason => reason !== undefined)
  if (missing.length > 0) throw new Error(`SECROT_REQUIRE_AWS_CLIENTS is set, but: ${missing.join('; ')}`)
}

/** Runs `aws` against a sandbox; gives stdout, rejects with its stderr. */
export async function awsCli(sandbox: Sandbox, ...args: readonly string[]): Promise<string> {
  const {stdout} = await run(fileOf(cli), [...args], {env: environmentOf(sandbox)})
  return stdout
}

/** Runs a Python script that finds the sandbox in its environment; gives stdout. */
export async function python(sandbox: Sandbox, script: string): Promise<string> {
  const {stdout} = await run(fileOf(boto3), ['-c', script], {env: environmentOf(sandbox)})
  return stdout
}

/** Nothing of the outer environment that could lead to the real AWS. */
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

function awsCliHere(): Program {
  const file = realFile('aws')
  if (file === undefined) return {missing: 'no AWS CLI on PATH'}
  const version = /aws-cli\/(\d+)\.(\d+)\.\d+/.exec(outputOf(file, ['--version']) ?? '')
  if (version === null) return {missing: 'the AWS CLI on PATH does not start'}
  const [name, major, minor] = version
  // Older ones know no AWS_ENDPOINT_URL and would reach the real AWS (product.md, sandbox run).
  if (Number(minor) < (major === '1' ? 29 : 13)) return {missing: `${name} is too old for AWS_ENDPOINT_URL`}
  return {file, version: name}
}

function boto3Here(): Program {
  const file = realFile('python3')
  const version = file && outputOf(file, ['-c', 'import boto3; print(boto3.__version__)'])
  if (file === undefined || version === undefined) return {missing: 'no python3 with boto3 on PATH'}
  return {file, version: `boto3 ${version.trim()}`}
}

function fileOf(program: Program): string {
  if ('missing' in program) throw new Error(program.missing)
  return program.file
}

function titleOf(name: string, program: Program): string {
  return 'missing' in program ? `${name} (skipped: ${program.missing})` : program.version
}
