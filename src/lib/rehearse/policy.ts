import type {Seen} from './observation.ts'

export interface PolicyStatement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string
}

export interface Policy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly PolicyStatement[]
}

/** The least policy for the function's role under which these calls are allowed, one statement a resource. */
export function policyOf(seen: readonly Seen[]): Policy {
  const byResource = new Map<string, Set<string>>()
  for (const {action, resource: asked} of seen.flatMap(({needs}) => needs)) {
    const resource = withoutKey(asked)
    // Who asks for what is not there under a name has no ARN to name.
    if (resource !== '*' && !resource.startsWith('arn:')) continue
    byResource.set(resource, (byResource.get(resource) ?? new Set()).add(action))
  }
  const statements = [...byResource].map(([Resource, actions]) => ({
    Effect: 'Allow' as const,
    Action: [...actions].toSorted(),
    Resource,
  }))
  return {Version: '2012-10-17', Statement: statements.toSorted((a, b) => (a.Resource < b.Resource ? -1 : 1))}
}

/**
 * The path of an AppSync key ends in its id, which is the key itself, and another one after each rotation.
 * https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html
 */
function withoutKey(resource: string): string {
  return resource.replace(/(\/apikeys\/)[^/]+$/, '$1*')
}

/** `iam:CreateAccessKey`, sorted, each once. */
export function actionsIn({Statement}: Policy): readonly string[] {
  return [...new Set(Statement.flatMap(({Action}) => Action))].toSorted()
}

/** The same for people: account, region and the six characters of a secret's ARN are not the sandbox's own. */
export function policyForPeople(policy: Policy, accountId: string, region: string): Policy {
  const general = (resource: string) =>
    resource
      .replaceAll(`:${region}:`, ':REGION:')
      .replaceAll(`:${accountId}:`, ':ACCOUNT:')
      .replace(/(:secret:.+)-[A-Za-z0-9]{6}$/, '$1-??????')
      .replace(/(:kms:.+:key\/).+$/, '$1KEY-ID')
  return {...policy, Statement: policy.Statement.map(one => ({...one, Resource: general(one.Resource)}))}
}
