import type {EvaluationResult, SimulatePrincipalPolicyRequest, Tag} from '@aws-sdk/client-iam'
import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {AccessKeyInfo, IamGateway, SimulatedDecision} from './gateways.ts'
import {present} from './present.ts'
import {nextPageToken} from './page-token.ts'

const service = 'iam'

/** Reads of IAM users' access keys, and what policies would decide. The SDK is loaded with the first call. */
export function iamGateway(clients: Clients): IamGateway {
  const sdk = lazily(() => import('@aws-sdk/client-iam'))
  const client = lazily(async () => {
    const {IAMClient} = await sdk()
    return clients.make(config => new IAMClient(config), {actions: service})
  })

  return {
    user: (userName, options) =>
      orMissing(
        read(clients, {action: `${service}:GetUser`, resource: userName}, options, async send => {
          const {GetUserCommand} = await sdk()
          const {User} = await (await client()).send(new GetUserCommand({UserName: userName}), send)
          return {arn: User?.Arn ?? '', tags: tagsOf(User?.Tags)}
        }),
      ),

    async *userNames(options) {
      let marker: string | undefined
      do {
        const page = await read(clients, {action: `${service}:ListUsers`}, options, async send => {
          const {ListUsersCommand} = await sdk()
          return (await client()).send(new ListUsersCommand({MaxItems: 1000, ...present({Marker: marker})}), send)
        })
        yield (page.Users ?? []).map(({UserName}) => UserName ?? '')
        marker = page.IsTruncated === true ? nextPageToken(marker, page.Marker) : undefined
      } while (marker !== undefined)
    },

    listAccessKeys: (userName, options) =>
      read(clients, {action: `${service}:ListAccessKeys`, resource: userName}, options, async send => {
        const {ListAccessKeysCommand} = await sdk()
        const keys: AccessKeyInfo[] = []
        let marker: string | undefined
        do {
          const page = await (
            await client()
          ).send(new ListAccessKeysCommand({UserName: userName, ...present({Marker: marker})}), send)
          for (const key of page.AccessKeyMetadata ?? []) {
            keys.push({
              accessKeyId: key.AccessKeyId ?? '',
              userName: key.UserName ?? userName,
              active: key.Status === 'Active',
              ...present({createdAt: key.CreateDate?.getTime()}),
            })
          }
          marker = page.IsTruncated === true ? nextPageToken(marker, page.Marker) : undefined
        } while (marker !== undefined)
        return keys
      }),

    accessKeyLastUsed: (accessKeyId, options) =>
      read(clients, {action: `${service}:GetAccessKeyLastUsed`, resource: accessKeyId}, options, async send => {
        const {GetAccessKeyLastUsedCommand} = await sdk()
        const answer = await (await client()).send(new GetAccessKeyLastUsedCommand({AccessKeyId: accessKeyId}), send)
        const used = answer.AccessKeyLastUsed
        return present({
          userName: answer.UserName,
          lastUsedAt: used?.LastUsedDate?.getTime(),
          // "N/A" when the key was never used (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html).
          service: used?.ServiceName === 'N/A' ? undefined : used?.ServiceName,
          region: used?.Region === 'N/A' ? undefined : used?.Region,
        })
      }),

    simulate: ({principalArn, actions, resource, conditions = {}}, options) =>
      read(clients, {action: `${service}:SimulatePrincipalPolicy`, resource: principalArn}, options, async send => {
        const {SimulatePrincipalPolicyCommand} = await sdk()
        const decisions: SimulatedDecision[] = []
        let marker: string | undefined
        do {
          const page = await (
            await client()
          ).send(
            new SimulatePrincipalPolicyCommand({
              PolicySourceArn: principalArn,
              ActionNames: [...actions],
              ResourceArns: [resource],
              ...contextOf(conditions),
              ...present({Marker: marker}),
            }),
            send,
          )
          decisions.push(...(page.EvaluationResults ?? []).map(toDecision))
          marker = page.IsTruncated === true ? page.Marker : undefined
        } while (marker !== undefined)
        return decisions
      }),
  }
}

function contextOf(
  conditions: Readonly<Record<string, string>>,
): Pick<SimulatePrincipalPolicyRequest, 'ContextEntries'> {
  const entries = Object.entries(conditions)
  if (entries.length === 0) return {}
  return {
    ContextEntries: entries.map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyValues: [value],
      ContextKeyType: 'string',
    })),
  }
}

/** A permissions boundary and an organization's policies are part of the decision. */
function toDecision(result: EvaluationResult): SimulatedDecision {
  const {EvalActionName, EvalDecision, MissingContextValues} = result
  return {
    ...present({outside: outsideOf(result)}),
    action: EvalActionName ?? '',
    decision: EvalDecision ?? 'implicitDeny',
    missingContext: MissingContextValues ?? [],
  }
}

function outsideOf({
  PermissionsBoundaryDecisionDetail: boundary,
  OrganizationsDecisionDetail: organization,
}: EvaluationResult): SimulatedDecision['outside'] | undefined {
  if (boundary?.AllowedByPermissionsBoundary === false) return 'permissions boundary'
  return organization?.AllowedByOrganizations === false ? 'organization' : undefined
}

export function tagsOf(tags: readonly Tag[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({Key = '', Value = ''}) => [Key, Value]))
}
