import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {LogsMutations} from './gateways.ts'

const service = 'logs'

/** Log groups come and go. Reached through operations/mutate.ts only. */
export function logsMutations(clients: Clients): LogsMutations {
  const sdk = lazily(() => import('@aws-sdk/client-cloudwatch-logs'))
  const client = lazily(async () => {
    const {CloudWatchLogsClient} = await sdk()
    return clients.make(config => new CloudWatchLogsClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    createGroup: ({name, tags}) =>
      change(clients, {action: `${service}:CreateLogGroup`, resource: name}, async () => {
        const {CreateLogGroupCommand} = await sdk()
        await (await client()).send(new CreateLogGroupCommand({logGroupName: name, tags: {...tags}}))
      }),

    setRetention: ({name, days}) =>
      change(clients, {action: `${service}:PutRetentionPolicy`, resource: name}, async () => {
        const {PutRetentionPolicyCommand} = await sdk()
        await (await client()).send(new PutRetentionPolicyCommand({logGroupName: name, retentionInDays: days}))
      }),

    deleteGroup: ({name}) =>
      change(clients, {action: `${service}:DeleteLogGroup`, resource: name}, async () => {
        const {DeleteLogGroupCommand} = await sdk()
        await (await client()).send(new DeleteLogGroupCommand({logGroupName: name}))
      }),
  }
}
