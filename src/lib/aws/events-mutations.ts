import {SecrotError} from '../errors.ts'
import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {EventsMutations} from './gateways.ts'

const service = 'events'

/** Rules come and go, with what they send to. Reached through operations/mutate.ts only. */
export function eventsMutations(clients: Clients): EventsMutations {
  const sdk = lazily(() => import('@aws-sdk/client-eventbridge'))
  const client = lazily(async () => {
    const {EventBridgeClient} = await sdk()
    return clients.make(config => new EventBridgeClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    putRule: ({name, pattern, description}) =>
      change(clients, {action: `${service}:PutRule`, resource: name}, async () => {
        const {PutRuleCommand} = await sdk()
        const input = {Name: name, EventPattern: pattern, Description: description, State: 'ENABLED' as const}
        await (await client()).send(new PutRuleCommand(input))
      }),

    putTarget: ({ruleName, target}) =>
      change(clients, {action: `${service}:PutTargets`, resource: ruleName}, async () => {
        const {PutTargetsCommand} = await sdk()
        const input = {Rule: ruleName, Targets: [{Id: target.id, Arn: target.arn}]}
        const {FailedEntries = []} = await (await client()).send(new PutTargetsCommand(input))
        refuseFailed('PutTargets', FailedEntries)
      }),

    removeTarget: ({ruleName, id}) =>
      change(clients, {action: `${service}:RemoveTargets`, resource: ruleName}, async () => {
        const {RemoveTargetsCommand} = await sdk()
        const {FailedEntries = []} = await (await client()).send(new RemoveTargetsCommand({Rule: ruleName, Ids: [id]}))
        refuseFailed('RemoveTargets', FailedEntries)
      }),

    deleteRule: ({name}) =>
      change(clients, {action: `${service}:DeleteRule`, resource: name}, async () => {
        const {DeleteRuleCommand} = await sdk()
        await (await client()).send(new DeleteRuleCommand({Name: name}))
      }),
  }
}

/** An answer of 200 may say that nothing was done: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
function refuseFailed(operation: string, failed: readonly {ErrorCode?: string; ErrorMessage?: string}[]): void {
  const [first] = failed
  if (first === undefined) return
  const why = [first.ErrorCode, first.ErrorMessage].filter(text => text !== undefined).join(': ')
  throw new SecrotError({code: 'AWS_REFUSED', message: `${service}:${operation} was not done. AWS says: ${why}`})
}
