import {execFile, spawnSync} from 'node:child_process'
import {accessSync, closeSync, constants, openSync, readSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {promisify} from 'node:util'

import type {Sandbox} from '../../src/lib/sandbox/index.ts'

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

/** The program itself: a shim of pyenv starts a shell and a search first, which takes longer than the program. */
function realFile(name: string): string | undefined {
  const file = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(isExecutable)
  if (file === undefined || !headOf(file).includes('pyenv')) return file
  return outputOf('pyenv', ['which', name])?.trim()
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function headOf(file: string): string {
  const descriptor = openSync(file, 'r')
  const head = Buffer.alloc(512)
  const length = readSync(descriptor, head)
  closeSync(descriptor)
  const text = head.toString('latin1', 0, length)
  // The first line of a real script names its interpreter, which may live below a folder of pyenv.
  return text.startsWith('#!') ? text.slice(text.indexOf('\n')) : ''
}

function outputOf(command: string, args: readonly string[]): string | undefined {
  const {status, stdout} = spawnSync(command, args, {encoding: 'utf8'})
  return status === 0 ? stdout : undefined
}

function fileOf(program: Program): string {
  if ('missing' in program) throw new Error(program.missing)
  return program.file
}

function titleOf(name: string, program: Program): string {
  return 'missing' in program ? `${name} (skipped: ${program.missing})` : program.version
}
