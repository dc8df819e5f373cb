import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {RolesGateway} from './gateways.ts'
import {tagsOf} from './iam.ts'
import {nextPageToken} from './page-token.ts'
import {present} from './present.ts'

const service = 'iam'

/** A page of a listing, as IAM gives it. */
interface Page {
  readonly IsTruncated?: boolean | undefined
  readonly Marker?: string | undefined
}

/** Reads of the policies of a role, by the name that IAM knows it by. The SDK is loaded with the first call. */
export function rolesGateway(clients: Clients): RolesGateway {
  const sdk = lazily(() => import('@aws-sdk/client-iam'))
  const client = lazily(async () => {
    const {IAMClient} = await sdk()
    return clients.make(config => new IAMClient(config), {actions: service})
  })

  return {
    role: (RoleName, options) =>
      orMissing(
        read(clients, {action: `${service}:GetRole`, resource: RoleName}, options, async send => {
          const {GetRoleCommand} = await sdk()
          const {Role} = await (await client()).send(new GetRoleCommand({RoleName}), send)
          return {arn: Role?.Arn ?? '', tags: tagsOf(Role?.Tags)}
        }),
      ),

    inlinePolicyNames: (RoleName, options) =>
      read(clients, {action: `${service}:ListRolePolicies`, resource: RoleName}, options, async send => {
        const {ListRolePoliciesCommand} = await sdk()
        const iam = await client()
        const pages = await allPages(Marker => iam.send(new ListRolePoliciesCommand({RoleName, ...Marker}), send))
        return pages.flatMap(({PolicyNames}) => PolicyNames ?? [])
      }),

    inlinePolicy: (RoleName, PolicyName, options) =>
      read(clients, {action: `${service}:GetRolePolicy`, resource: RoleName}, options, async send => {
        const {GetRolePolicyCommand} = await sdk()
        const {PolicyDocument} = await (await client()).send(new GetRolePolicyCommand({RoleName, PolicyName}), send)
        return documentOf(PolicyDocument)
      }),

    attachedPolicyArns: (RoleName, options) =>
      read(clients, {action: `${service}:ListAttachedRolePolicies`, resource: RoleName}, options, async send => {
        const {ListAttachedRolePoliciesCommand} = await sdk()
        const iam = await client()
        const pages = await allPages(Marker =>
          iam.send(new ListAttachedRolePoliciesCommand({RoleName, ...Marker}), send),
        )
        return pages.flatMap(({AttachedPolicies = []}) => AttachedPolicies.flatMap(({PolicyArn}) => PolicyArn ?? []))
      }),

    defaultVersionOf: (PolicyArn, options) =>
      read(clients, {action: `${service}:GetPolicy`, resource: PolicyArn}, options, async send => {
        const {GetPolicyCommand} = await sdk()
        const {Policy} = await (await client()).send(new GetPolicyCommand({PolicyArn}), send)
        return Policy?.DefaultVersionId ?? ''
      }),

    managedPolicy: (PolicyArn, VersionId, options) =>
      read(clients, {action: `${service}:GetPolicyVersion`, resource: PolicyArn}, options, async send => {
        const {GetPolicyVersionCommand} = await sdk()
        const answer = await (await client()).send(new GetPolicyVersionCommand({PolicyArn, VersionId}), send)
        return documentOf(answer.PolicyVersion?.Document)
      }),
  }
}

async function allPages<T extends Page>(ask: (from: {Marker?: string}) => Promise<T>): Promise<readonly T[]> {
  const pages: T[] = []
  let marker: string | undefined
  do {
    const page = await ask(present({Marker: marker}))
    pages.push(page)
    marker = page.IsTruncated === true ? nextPageToken(marker, page.Marker) : undefined
  } while (marker !== undefined)
  return pages
}

/** URL-encoded JSON (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html). */
function documentOf(text = ''): unknown {
  return JSON.parse(decodeURIComponent(text))
}
