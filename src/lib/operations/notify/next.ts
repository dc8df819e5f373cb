import {shellCommand} from '../../shell-words.ts'
import type {Context} from '../context.ts'
import type {NotifyResult} from './options.ts'

/** The next command: who is subscribed comes first, then whether a message arrives. */
export function notifyNext(
  context: Pick<Context, 'scopeFlags'>,
  {outcome, setup, found, tested}: NotifyResult,
): string | undefined {
  const {watched, subscriptions} = found
  const {region} = setup.place
  const flags = context.scopeFlags({region}).secrot
  const [secret] = watched?.secrets ?? []
  if (secret === undefined || ['planned', 'declined', 'rule-removed'].includes(outcome)) return undefined
  if (subscriptions.length === 0) return shellCommand(['secrot', 'notify', secret, '--email', 'ADDRESS', ...flags])
  return tested || outcome === 'listed' ? undefined : shellCommand(['secrot', 'notify', '--test', ...flags])
}
