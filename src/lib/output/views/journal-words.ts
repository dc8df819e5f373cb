import {callerText, parseArn} from '../../arn.ts'
import type {ChangeStory, RunStory} from '../../operations/journal-story.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {ViewOptions} from '../view.ts'

/** The command as it was typed. */
export function commandLine({command, argv}: Pick<RunStory, 'command' | 'argv'>): string {
  return command === undefined ? '?' : visible(shellCommand(['secrot', ...command.split(':'), ...argv]))
}

/** How the run ended, in a word or two. */
export function endText({state, exitCode, endedBy}: Pick<RunStory, 'state' | 'exitCode' | 'endedBy'>): string {
  if (endedBy !== undefined) return endedBy === 'close' ? 'closed' : 'resumed'
  return state === 'ended' ? `ended ${exitCode ?? '?'}` : state
}

/** `2`, or `2, 1 unknown`. What AWS refused or was not sent is no change. */
export function changesText(changes: readonly ChangeStory[]): string {
  const count = (ends: readonly string[]) => changes.filter(({end}) => ends.includes(end)).length
  const unknown = count(['unknown'])
  const text = `${count(['done', 'under way'])}`
  return unknown === 0 ? text : `${text}, ${unknown} unknown`
}

/** Whom the run was about: the secret or the function by name, and how many others there are. */
export function subjectText({changes, reveals}: RunStory): string {
  const arns = [
    ...new Set([
      ...changes.map(change => secretOf(change) ?? change.intent.resource),
      ...reveals.map(({resource}) => resource),
    ]),
  ]
  const [first] = arns
  if (first === undefined) return '–'
  return arns.length === 1 ? nameOf(first) : `${nameOf(first)} and ${arns.length - 1} more`
}

/** A step of a rotation is sent to a function, for a secret. */
function secretOf({intent}: ChangeStory): string | undefined {
  const {SecretId: id} = (intent.request['Payload'] ?? {}) as {SecretId?: unknown}
  return typeof id === 'string' ? id : undefined
}

/** A secret without the six characters that AWS puts behind its name. */
export function nameOf(arn: string): string {
  const parts = parseArn(arn)
  if (parts === undefined) return arn
  const name = parts.resource.replace(/^(?:secret|function):/, '')
  return parts.service === 'secretsmanager' ? name.replace(/-[A-Za-z0-9]{6}$/, '') : name
}

/** What a change asked AWS for: `AWSCURRENT  8c1e77b0 → 5f0d2a71`. */
export function requestText({action, request}: ChangeStory['intent'], options: Pick<ViewOptions, 'tty'>): string {
  const text = (name: string): string | undefined =>
    typeof request[name] === 'string' ? visible(request[name]) : undefined
  const id = (name: string): string | undefined => {
    const value = text(name)
    return value === undefined ? undefined : shortId(value, options)
  }
  switch (action.replace(/^.*:/, '')) {
    case 'UpdateSecretVersionStage':
      return `${text('VersionStage') ?? '?'}  ${moveText(id('RemoveFromVersionId'), id('MoveToVersionId'))}`
    case 'RotateSecret': {
      const version = id('ClientRequestToken')
      return version === undefined ? 'with its rules, not at once' : `new version ${version}`
    }
    case 'InvokeFunction':
      return stepText(request['Payload'], options)
    case 'AddPermission':
    case 'RemovePermission':
      return `statement ${text('StatementId') ?? '?'}`
    case 'UpdateAccessKey':
      return `…${(text('AccessKeyId') ?? '').slice(-4)} ${text('Status') ?? '?'}`
    case 'UpdateFunctionConfiguration':
      return typeof request['Timeout'] === 'number' ? `time limit ${request['Timeout']}s` : ''
    case 'DeleteAccessKey':
      return `…${(text('AccessKeyId') ?? '').slice(-4)}`
    case 'UpdateApiKey':
    case 'DeleteApiKey':
      return apiKeyText(request)
    default:
      return ''
  }
}

/** The journal keeps a key's name, since its id is the key. */
function apiKeyText({key, expires}: Readonly<Record<string, unknown>>): string {
  const {last4} = (key ?? {}) as {readonly last4?: unknown}
  const end = typeof expires === 'number' ? ` ends ${new Date(expires * 1000).toISOString()}` : ''
  return `…${typeof last4 === 'string' ? visible(last4) : '?'}${end}`
}

function moveText(from: string | undefined, to: string | undefined): string {
  if (to === undefined) return `off ${from ?? '?'}`
  return from === undefined ? `on ${to}` : `${from} → ${to}`
}

function stepText(payload: unknown, options: Pick<ViewOptions, 'tty'>): string {
  const {Step: step, ClientRequestToken: version} = (payload ?? {}) as Readonly<Record<string, unknown>>
  const id = typeof version === 'string' ? shortId(visible(version), options) : '?'
  return `${typeof step === 'string' ? visible(step) : 'a step'} with ${id}`
}

/** `111122223333 eu-central-1 assumed-role/oncall`. */
export function placeText({account, region, caller}: RunStory): string {
  const parts = [account, region, caller === undefined ? undefined : callerText(caller)]
  return parts.filter(part => part !== undefined).join(' ') || '?'
}

/** What of a run's file cannot be read. */
export function damageText({runId, damaged}: RunStory): readonly string[] {
  if (damaged.length === 0) return []
  const lines = damaged.length === 1 ? `line ${damaged[0]}` : `lines ${damaged.join(', ')}`
  return [`${runId}: ${lines} of its file cannot be read; the rest is shown`]
}
