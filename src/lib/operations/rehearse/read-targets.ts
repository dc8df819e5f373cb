import {readFile} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {breachText} from '../../plan/breach.ts'
import {inputRefused} from '../../rehearse/input/refused.ts'
import {type WrittenTarget, writtenTargets} from '../../rehearse/input/written-targets.ts'
import {yamlText} from '../../rehearse/input/yaml-text.ts'
import type {DeclaredTarget} from '../../rehearse/targets-declared.ts'
import {checkServer, type ResolveHost, type ServerFlags} from './server-guard.ts'
import {type FlagTarget, flaggedTarget} from './target-flags.ts'

export interface TargetsInput extends ServerFlags {
  /** `--targets` */
  readonly file?: string | undefined
  /** `--target KIND[:NAME]`, each. */
  readonly named: readonly string[]
}

export interface TargetsDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly resolveHost: ResolveHost
}

const form =
  'A file of targets looks like this: {targets: [{iam-user: deploy}, {postgres: {users: [app], admin: {loginFile: ./admin.json}, disposable: true}}]}'

/**
 * Every target that the command line declares. Throws TARGETS_INVALID, TARGET_MALFORMED and what `checkServer` throws (exit 2).
 */
export async function readTargets(input: TargetsInput, deps: TargetsDeps): Promise<readonly DeclaredTarget[]> {
  const {file} = input
  const written = file === undefined ? [] : await fileTargets(file)
  const declared: DeclaredTarget[] = []
  for (const [at, target] of written.entries()) {
    if ('server' in target) {
      const {server, kind} = target
      const host = 'url' in server ? new URL(server.url).hostname : server.host
      await checkServer({...server, host, place: `targets[${at}].${kind}`}, input, deps.resolveHost)
    }
    declared.push(declaredTarget(target, file ?? ''))
  }
  for (const text of input.named) {
    const {target, host}: FlagTarget = flaggedTarget(text, deps.env)
    const server = {place: `--target ${target.kind}`, disposable: false}
    if (host !== undefined) await checkServer({...server, host}, input, deps.resolveHost)
    declared.push(target)
  }
  return declared
}

async function fileTargets(path: string): Promise<readonly WrittenTarget[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw invalid(path, `it cannot be read (${error.code ?? 'unknown'})`)
  })
  const read = yamlText(text)
  if (read.kind === 'invalid') throw invalid(path, read.reason)
  const written = writtenTargets(read.value)
  if (written.kind === 'targets') return written.targets
  const {place, breach} = written
  const reason =
    typeof breach === 'string' ? breach : breachText(breach, 'such a target').replace(/^the whole is/, 'it is')
  throw invalid(path, `in ${place}: ${reason}`)
}

/** A file that it names lies beside it. */
function declaredTarget(target: WrittenTarget, file: string): DeclaredTarget {
  if (target.kind === 'https') {
    const {url, check, reset} = target.server
    return {kind: 'https', url, check: request(check), ...(reset === undefined ? {} : {reset: request(reset)})}
  }
  if (!('server' in target)) return target
  const {host, port, database, users, master, admin} = target.server
  const path = resolve(dirname(file), admin.loginFile)
  const named = {...(database === undefined ? {} : {database}), ...(master === undefined ? {} : {master})}
  return {kind: target.kind, host, port, ...named, users, admin: {from: 'file', path}}
}

function request<T extends {readonly body?: string | undefined}>({
  body,
  ...rest
}: T): Omit<T, 'body'> & {body?: string} {
  return {...rest, ...(body === undefined ? {} : {body})}
}

function invalid(path: string, reason: string): Error {
  return inputRefused('TARGETS_INVALID', `The targets in ${path} cannot be used: ${reason}.`, form)
}
