import {basename} from 'node:path'

import {EXIT, SecrotError} from '../errors.ts'
import type {SandboxContext} from './sandbox-context.ts'

/** First versions that know AWS_ENDPOINT_URL (platform.md); an older one would reach the real AWS. */
const FIRST_MINOR: Readonly<Record<number, number>> = {1: 29, 2: 13}

/**
 * Refuses a command that would run an AWS CLI without AWS_ENDPOINT_URL: itself, or from a shell's command line.
 * Throws AWS_CLI_TOO_OLD (exit 3).
 */
export async function refuseOldAwsCli(
  context: SandboxContext,
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const program = awsProgramOf(command)
  if (program === undefined) return
  const version = versionOf(await context.outputOf([program, '--version'], env))
  if (version === undefined || knowsEndpoint(version)) return
  throw new SecrotError({
    code: 'AWS_CLI_TOO_OLD',
    message: `This aws is version ${version.join('.')}, which knows no AWS_ENDPOINT_URL and would reach the real AWS.`,
    hint: 'aws works here from 1.29.0 or 2.13.0 on.',
    exit: EXIT.unsafe,
  })
}

/** The aws that a command line runs: its first word, or one that a shell's script names. */
function awsProgramOf([program, ...rest]: readonly [string, ...string[]]): string | undefined {
  if (isAws(program)) return program
  return rest.some(word => /(^|[\s;&|(`])aws\s/.test(word) || isAws(word)) ? 'aws' : undefined
}

function isAws(word: string): boolean {
  return /^aws(\.(exe|cmd|bat))?$/i.test(basename(word))
}

/** `aws-cli/1.45.0 Python/3.11.2 …` → [1, 45, 0]. */
function versionOf(output: string | undefined): readonly [number, number, number] | undefined {
  const match = /aws-cli\/(\d+)\.(\d+)\.(\d+)/.exec(output ?? '')
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])]
}

function knowsEndpoint([major, minor]: readonly [number, number, number]): boolean {
  const first = FIRST_MINOR[major]
  return first === undefined ? major > 2 : minor >= first
}
