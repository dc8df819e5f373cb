import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {RolesMutations} from './gateways.ts'

const service = 'iam'

/** Roles come and go, with the policy that is written into them. Reached through operations/mutate.ts only. */
export function rolesMutations(clients: Clients): RolesMutations {
  const sdk = lazily(() => import('@aws-sdk/client-iam'))
  const client = lazily(async () => {
    const {IAMClient} = await sdk()
    return clients.make(config => new IAMClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    create: ({roleName, trust, description, tags}) =>
      change(clients, {action: `${service}:CreateRole`, resource: roleName}, async () => {
        const {CreateRoleCommand} = await sdk()
        await (
          await client()
        ).send(
          new CreateRoleCommand({
            RoleName: roleName,
            AssumeRolePolicyDocument: trust,
            Description: description,
            Tags: Object.entries(tags).map(([Key, Value]) => ({Key, Value})),
          }),
        )
      }),

    putPolicy: ({roleName, policyName, document}) =>
      change(clients, {action: `${service}:PutRolePolicy`, resource: roleName}, async () => {
        const {PutRolePolicyCommand} = await sdk()
        const input = {RoleName: roleName, PolicyName: policyName, PolicyDocument: document}
        await (await client()).send(new PutRolePolicyCommand(input))
      }),

    deletePolicy: ({roleName, policyName}) =>
      change(clients, {action: `${service}:DeleteRolePolicy`, resource: roleName}, async () => {
        const {DeleteRolePolicyCommand} = await sdk()
        await (await client()).send(new DeleteRolePolicyCommand({RoleName: roleName, PolicyName: policyName}))
      }),

    delete: ({roleName}) =>
      change(clients, {action: `${service}:DeleteRole`, resource: roleName}, async () => {
        const {DeleteRoleCommand} = await sdk()
        await (await client()).send(new DeleteRoleCommand({RoleName: roleName}))
      }),
  }
}
