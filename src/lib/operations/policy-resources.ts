import {parseArn} from '../arn.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {parseSecretId} from '../rotation/secret-id.ts'
import {regionOfSecret} from './resolve-secret.ts'

/**
 * What the actions of a statement are about; `none`: AWS knows no resource for them; `configured`: what a configuration
 * file names, which a policy for everybody cannot.
 */
export type ResourceKind =
  | 'secret'
  | 'function'
  | 'log-group'
  | 'log-groups'
  | 'user'
  | 'role'
  | 'policy'
  | 'key'
  | 'key-and-alias'
  | 'graphql-api'
  | 'account'
  | 'network'
  | 'rule'
  | 'topic'
  | 'trail'
  | 'configured'
  | 'none'

// Service Authorization Reference: for each action the resource types that a policy may name.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html, list_awslambda.html,
// list_awsaccountmanagement.html, list_amazoncloudwatchlogs.html, list_awsidentityandaccessmanagementiam.html, list_awscloudtrail.html, list_awsappsync.html, list_awssecuritytokenservice.html,
// list_amazoneventbridge.html, list_amazonsns.html, list_amazonec2.html, list_amazonroute53.html
const kinds: Readonly<Record<string, ResourceKind>> = {
  'account:ListRegions': 'account',
  'appsync:DeleteApiKey': 'graphql-api',
  'appsync:GetGraphqlApi': 'graphql-api',
  'appsync:ListApiKeys': 'graphql-api',
  'appsync:UpdateApiKey': 'graphql-api',
  'cloudtrail:DescribeTrails': 'none',
  'cloudtrail:GetTrailStatus': 'trail',
  'cloudtrail:LookupEvents': 'none',
  'ec2:AuthorizeSecurityGroupIngress': 'network',
  'ec2:CreateSecurityGroup': 'network',
  'ec2:CreateTags': 'network',
  'ec2:CreateVpcEndpoint': 'network',
  'ec2:DeleteSecurityGroup': 'network',
  'ec2:DeleteVpcEndpoints': 'network',
  'ec2:DescribeRouteTables': 'none',
  'ec2:DescribeSecurityGroups': 'none',
  'ec2:DescribeSubnets': 'none',
  'ec2:DescribeVpcEndpoints': 'none',
  'ec2:DescribeVpcs': 'none',
  'events:DeleteRule': 'rule',
  'events:DescribeRule': 'rule',
  'events:ListTargetsByRule': 'rule',
  'events:PutRule': 'rule',
  'events:PutTargets': 'rule',
  'events:RemoveTargets': 'rule',
  'iam:CreateRole': 'role',
  'iam:DeleteAccessKey': 'user',
  'iam:DeleteRole': 'role',
  'iam:DeleteRolePolicy': 'role',
  'iam:GetAccessKeyLastUsed': 'user',
  'iam:GetPolicy': 'policy',
  'iam:GetPolicyVersion': 'policy',
  'iam:GetRole': 'role',
  'iam:GetRolePolicy': 'role',
  'iam:GetUser': 'user',
  'iam:ListAccessKeys': 'user',
  'iam:ListAttachedRolePolicies': 'role',
  'iam:ListRolePolicies': 'role',
  'iam:ListUsers': 'user',
  'iam:PassRole': 'role',
  'iam:PutRolePolicy': 'role',
  'iam:SimulatePrincipalPolicy': 'role',
  'iam:TagRole': 'role',
  'iam:UpdateAccessKey': 'user',
  'kms:CancelKeyDeletion': 'key',
  'kms:CreateAlias': 'key-and-alias',
  'kms:CreateKey': 'none',
  'kms:Decrypt': 'key',
  // Of an alias that is not there, what was written is asked about: there is no key behind it.
  'kms:DescribeKey': 'key-and-alias',
  'kms:EnableKey': 'key',
  'kms:GenerateDataKey': 'key',
  'kms:GetKeyPolicy': 'key',
  'kms:ListGrants': 'key',
  'kms:ListKeys': 'none',
  'kms:ListResourceTags': 'key',
  'kms:PutKeyPolicy': 'key',
  'kms:TagResource': 'none',
  'lambda:AddPermission': 'function',
  'lambda:CreateFunction': 'function',
  'lambda:DeleteFunction': 'function',
  'lambda:GetFunction': 'function',
  'lambda:GetFunctionConcurrency': 'function',
  'lambda:GetFunctionConfiguration': 'function',
  'lambda:GetPolicy': 'function',
  'lambda:InvokeFunction': 'function',
  'lambda:ListTags': 'function',
  'lambda:RemovePermission': 'function',
  'lambda:TagResource': 'function',
  'lambda:UpdateFunctionCode': 'function',
  'lambda:UpdateFunctionConfiguration': 'function',
  'logs:CreateLogGroup': 'log-group',
  'logs:DeleteLogGroup': 'log-group',
  'logs:DescribeLogGroups': 'log-groups',
  'logs:FilterLogEvents': 'log-group',
  'logs:ListTagsForResource': 'log-groups',
  'logs:PutRetentionPolicy': 'log-group',
  'logs:TagResource': 'log-group',
  'route53:AssociateVPCWithHostedZone': 'none',
  'secretsmanager:CancelRotateSecret': 'secret',
  'secretsmanager:CreateSecret': 'secret',
  'secretsmanager:DescribeSecret': 'secret',
  'secretsmanager:GetResourcePolicy': 'secret',
  'secretsmanager:GetSecretValue': 'secret',
  'secretsmanager:ListSecretVersionIds': 'secret',
  'secretsmanager:ListSecrets': 'none',
  'secretsmanager:PutSecretValue': 'secret',
  'secretsmanager:RotateSecret': 'secret',
  'secretsmanager:TagResource': 'secret',
  'secretsmanager:UntagResource': 'secret',
  'secretsmanager:UpdateSecretVersionStage': 'secret',
  'ses:CreateEmailIdentity': 'none',
  'ses:GetAccount': 'none',
  'ses:GetEmailIdentity': 'none',
  'sns:CreateTopic': 'topic',
  'sns:DeleteTopic': 'topic',
  'sns:GetTopicAttributes': 'topic',
  'sns:ListSubscriptionsByTopic': 'topic',
  'sns:Subscribe': 'topic',
  'sts:AssumeRole': 'configured',
  'sts:GetCallerIdentity': 'none',
}

/** The kind of an action's resource; undefined: nobody has looked it up yet (a test finds such a declared action). */
export function resourceKindOf(action: string): ResourceKind | undefined {
  return kinds[action]
}

/** What a policy is narrowed to. */
export interface PolicyTargets {
  /** Names, ARNs or partial ARNs. None: every secret. */
  readonly secrets: readonly string[]
  /** Names or ARNs. None: every function. */
  readonly functions: readonly string[]
  /** Of what is given by name. Absent: every region. */
  readonly region: string | undefined
}

/** Resources of a kind as a policy names them. Throws SECRET_ID_MALFORMED and FUNCTION_MALFORMED (exit 2). */
export function resourcesOf(kind: ResourceKind, {secrets, functions, region}: PolicyTargets): readonly string[] {
  const place = placeOf(secrets.concat(functions), region)
  if (kind === 'configured') return []
  if (kind === 'none') return ['*']
  if (kind === 'user' || kind === 'role') return [`arn:${place.partition}:iam::${place.accountId}:${kind}/*`]
  // Policies that AWS itself keeps are attached to roles too.
  if (kind === 'policy')
    return [`arn:${place.partition}:iam::${place.accountId}:policy/*`, `arn:${place.partition}:iam::aws:policy/*`]
  if (kind === 'secret')
    return secrets.length === 0 ? [arnOf(place, 'secretsmanager', 'secret:*')] : secrets.map(id => secretArn(id, place))
  if (kind === 'account') return [`arn:${place.partition}:account::${place.accountId}:account`]
  // The reference names no resource for calls on keys: the path of the request stands for it (list_awsappsync.html).
  if (kind === 'graphql-api') return [arnOf(place, 'appsync', '*')]
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html: both are asked about.
  if (kind === 'key-and-alias') return [arnOf(place, 'kms', 'key/*'), arnOf(place, 'kms', 'alias/*')]
  // A list is asked about with an empty name, whatever prefix it is narrowed to.
  if (kind === 'log-groups') return [arnOf(place, 'logs', 'log-group:*')]
  // Nobody knows the ids of what is made: VPC, subnets, groups and endpoints of the place.
  if (kind === 'network')
    return ['vpc', 'subnet', 'security-group', 'vpc-endpoint'].map(type => arnOf(place, 'ec2', `${type}/*`))
  if (kind === 'rule') return [arnOf(place, 'events', 'rule/secrot-notify')]
  // Somebody may name a topic of their own.
  if (kind === 'topic') return [arnOf(place, 'sns', '*')]
  // A trail of all regions, or of an organization, has the region and the account in which it was made.
  if (kind === 'trail') return [`arn:${place.partition}:cloudtrail:*:*:trail/*`]
  if (kind === 'key') return [arnOf(place, 'kms', 'key/*')]
  const found = functions.length === 0 ? [{...place, name: '*'}] : functions.map(id => functionOf(id, place))
  if (kind === 'function') return found.map(one => arnOf(one, 'lambda', `function:${one.name}`))
  return found.map(one => arnOf(one, 'logs', `log-group:/aws/lambda/${one.name.split(':', 1)[0]}:*`))
}

interface Place {
  readonly partition: string
  readonly region: string
  readonly accountId: string
}

/** The first ARN tells partition and account of what is given by name; without one every account, which is the caller's. */
function placeOf(ids: readonly string[], region: string | undefined): Place {
  const known = ids.map(id => parseArn(id)).find(arn => arn !== undefined)
  return {
    partition: known?.partition ?? partitionOf(region),
    region: region ?? known?.region ?? '*',
    accountId: known?.accountId ?? '*',
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string | undefined): string {
  if (region?.startsWith('cn-') === true) return 'aws-cn'
  return region?.startsWith('us-gov-') === true ? 'aws-us-gov' : 'aws'
}

function arnOf({partition, region, accountId}: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`
}

/**
 * AWS puts a dash and six random characters behind a name; `??????` stands for them, and not `*`, which would let in
 * names that begin alike (https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html).
 */
function secretArn(id: string, place: Place): string {
  regionOfSecret(id)
  const parsed = parseSecretId(id)
  if (parsed.kind !== 'arn') return arnOf(place, 'secretsmanager', `secret:${id}-??????`)
  return /-[A-Za-z0-9]{6}$/.test(parsed.rest) ? id : `${id}-??????`
}

function functionOf(id: string, place: Place): Place & {readonly name: string} {
  const arn = parseArn(id)
  const name = arn === undefined ? id : arn.resource.replace(/^function:/, '')
  const ours = arn === undefined || (arn.service === 'lambda' && arn.resource.startsWith('function:'))
  if (!ours || !/^[\w-]{1,64}(:[\w$-]{1,128})?$/.test(name)) {
    throw new SecrotError({
      code: 'FUNCTION_MALFORMED',
      message: `${id} is not the name or ARN of a function.`,
      hint: 'A name holds letters, digits, - and _, and perhaps :ALIAS behind it.',
      exit: EXIT.usage,
    })
  }
  return arn === undefined ? {...place, name} : {...arn, name}
}
