import {shellCommand} from '../shell-words.ts'
import type {ChangeStory} from './journal-story.ts'
import {isKeyChange} from './undo-keys.ts'
import {startsRotation} from './undo-schedule.ts'

/** The secret or function that a change was about; of a step that was sent to a function it is the secret. */
export function subjectOf({intent}: ChangeStory): string {
  const {SecretId: id} = (intent.request['Payload'] ?? {}) as {SecretId?: unknown}
  return typeof id === 'string' ? id : intent.resource
}

/** Why no call of ours takes these changes of one secret or function back. testSecret changes nothing. */
export function whyNot(changes: readonly ChangeStory[]): string | undefined {
  for (const change of changes) {
    const {intent} = change
    const {action, request, rotationBefore} = intent
    const {Step: step} = (request['Payload'] ?? {}) as {Step?: unknown}
    if (action === 'lambda:InvokeFunction' && step !== 'testSecret')
      return `${typeof step === 'string' ? step : 'a step'} was sent to its function, and only the function can undo what it did`
    if (action === 'secretsmanager:RotateSecret' && startsRotation(request))
      return 'a rotation was started, and only its function can undo what its steps did'
    if (action === 'secretsmanager:RotateSecret' && rotationBefore?.enabled === true)
      return `another schedule of a rotation that was on is not taken back here${byHand(intent.undo)}`
    if (action === 'iam:DeleteAccessKey' || action === 'appsync:DeleteApiKey')
      return 'a credential was deleted, which does not come back'
    if (action === 'secretsmanager:PutSecretValue' && changes.some(isCurrentMove))
      return `a new value became current${byHand([rollbackOf(changes) ?? []].flat())}`
    if (!known.has(action) && !isKeyChange(change)) return `${action} is not taken back here${byHand(intent.undo)}`
  }
  return undefined
}

/** What leads back from a new value; undefined: the run put none that became current, or there was none before. */
export function rollbackOf(changes: readonly ChangeStory[]): string | undefined {
  const stored = changes.find(({intent}) => intent.action === 'secretsmanager:PutSecretValue')
  const moved = changes.find(change => isCurrentMove(change))
  if (stored === undefined || moved?.intent.request['RemoveFromVersionId'] === undefined) return undefined
  return shellCommand(['secrot', 'rollback', stored.intent.resource, '--unproven'])
}

function isCurrentMove({intent: {action, request}, end}: ChangeStory): boolean {
  return (
    action === 'secretsmanager:UpdateSecretVersionStage' && request['VersionStage'] === 'AWSCURRENT' && end === 'done'
  )
}

function byHand(undo: readonly string[]): string {
  return undo.length === 0 ? '' : `; by hand: ${undo.join('; ')}`
}

const known = new Set([
  'secretsmanager:UpdateSecretVersionStage',
  'secretsmanager:CancelRotateSecret',
  'secretsmanager:RotateSecret',
  'lambda:AddPermission',
  'lambda:RemovePermission',
  'lambda:InvokeFunction',
])
