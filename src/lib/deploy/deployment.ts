import type {PackagedRotator} from '../rotators/packaged.ts'
import type {RotationRules} from '../rotation/secret.ts'

export {FIRST_VALUE_TAG} from '../rotation/first-value.ts'

/**
 * What is to exist when a packaged rotator is deployed, before anything of it does: the one description behind the plan of
 * `deploy`, its calls, what `destroy` takes away, and the templates.
 */
export interface Deployment {
  readonly rotator: PackagedRotator
  /** Name of the function; role and log group are named after it. */
  readonly name: string
  readonly place: Place
  /**
   * Settings that hold for all its secrets, as variables of the function. Best empty: a function with other variables than
   * the rehearsed one has no record.
   */
  readonly variables: Readonly<Record<string, string>>
  /** Absent: what is there keeps its lines as long as it does. */
  readonly logRetentionDays?: number
  readonly secrets: readonly DeployedSecret[]
  /** Absent: it rotates `secrets` and no others. */
  readonly under?: SecretsUnder
  /** Absent: it runs outside of any network of the account. */
  readonly network?: FunctionNetwork
  /** Addresses whose identities the role allows beside the sender's, as SES asks in sandbox mode. Absent: it asks for none. */
  readonly mailedTo?: readonly string[]
}

/** Where it stands. */
export interface Place {
  readonly partition: string
  readonly accountId: string
  readonly region: string
}

/** A secret that the function rotates. */
export interface DeployedSecret {
  readonly name: string
  /** Of a secret that exists. Absent: it is made, with a placeholder for a value. */
  readonly arn?: string
  /** Settings for this secret alone, and what it rotates: tags by their whole names. */
  readonly tags: Readonly<Record<string, string>>
  /** Absent: the secret rotates as before, or not at all. */
  readonly rules?: RotationRules
  /** Which key encrypts it. Absent: the one of Secrets Manager. */
  readonly key?: SecretKey
  /** The secret with the login of an administrator that the rotator reads, where a key of one's own encrypts it. */
  readonly master?: {readonly arn: string; readonly keyArn: string}
  /** What the rotator changes for it, in the words of `Permission.on`: `{user: 'ci'}`, `{api: 'abc…'}`. */
  readonly targets: Readonly<Record<string, string>>
  /** Something that it names is not there any more: of its targets the role allows what is known. Absent: all of it is there. */
  readonly lacking?: true
}

/** A customer managed key: one that is there, or one that is made for the secrets of the deployment. */
export type SecretKey = {readonly kind: 'existing'; readonly arn: string} | NewKey

export interface NewKey {
  readonly kind: 'new'
  /** `alias/NAME` */
  readonly alias: string
  /** ARNs of the roles and users that read the secrets, beside the rotator. */
  readonly readers: readonly string[]
  /** Of a key that was made already and has no alias yet. Absent: it is to be made. */
  readonly arn?: string
}

/** All secrets under a prefix, each for one user: described by what they have in common, so that their number is free. */
export interface SecretsUnder {
  /** Ends with a slash; the name of the user follows it. */
  readonly prefix: string
  readonly users: UserScope
  /** Settings that the role depends on, as tags: each combination that one of the secrets has. None: no secret has any. */
  readonly settings: readonly Readonly<Record<string, string>>[]
  /** Customer managed keys that encrypt some of them. */
  readonly keys: readonly SecretKey[]
}

/** What the role tells the users by. */
export type UserScope =
  /** Each with its path: `team/ana`. */
  | {readonly kind: 'names'; readonly users: readonly string[]}
  /** `team/` */
  | {readonly kind: 'path'; readonly path: string}
  /** A tag that the users have. */
  | {readonly kind: 'tag'; readonly key: string; readonly value: string}

export interface FunctionNetwork {
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  /** The endpoint for Secrets Manager that is made with it. Absent: none is. */
  readonly endpoint?: OwnEndpoint
}

export interface OwnEndpoint {
  /** `com.amazonaws.REGION.secretsmanager` */
  readonly service: string
  /** One in each zone. */
  readonly subnetIds: readonly string[]
}

/** Name of the security group of that endpoint. */
export function endpointGroupOf({name}: Pick<Deployment, 'name'>): string {
  return `${name}-secretsmanager-endpoint`
}

/** `NAME-role`; IAM takes 64 characters. */
export function roleNameOf({name}: Pick<Deployment, 'name'>): string {
  return `${name.slice(0, 59)}-role`
}

/** Days for which the lines of a new log are kept where nobody says it. */
export const STANDARD_RETENTION_DAYS = 90

/** Where Lambda writes the log of a function. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
export function logGroupOf({name}: Pick<Deployment, 'name'>): string {
  return `/aws/lambda/${name}`
}

export function logGroupArnOf({name, place}: Pick<Deployment, 'name' | 'place'>): string {
  return `arn:${place.partition}:logs:${place.region}:${place.accountId}:log-group:${logGroupOf({name})}`
}

export function functionArnOf({name, place}: Pick<Deployment, 'name' | 'place'>): string {
  return `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${name}`
}

/**
 * ARN of a secret as a policy names it. That of a secret which is still to be made ends in six characters that
 * Secrets Manager draws: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html
 */
export function secretPattern({arn, name}: Pick<DeployedSecret, 'arn' | 'name'>, place: Place): string {
  return arn ?? `arn:${place.partition}:secretsmanager:${place.region}:${place.accountId}:secret:${name}-??????`
}

/**
 * How a secret is asked for that may not be there: of one that is not, AWS checks the permission on what was written, which a
 * policy names as an ARN. What ends like the random part of an ARN would be taken for one.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
export function askedSecretId(name: string, {partition, region, accountId}: Place): string {
  if (name.startsWith('arn:') || /-[A-Za-z0-9]{6}$/.test(name)) return name
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}`
}

/** Tag of everything that `deploy` makes: its value is the name of the deployment. */
export const DEPLOYMENT_TAG = 'secrot:deployment'

/** Tag of a secret: what takes its credential, in the words of `--target`. */
export const TARGET_TAG = 'secrot:target'

/** Tag of its role: the region of its function, since a role has one name in all of them. Older roles have none. */
export const REGION_TAG = 'secrot:region'

/** Tag of a key that `deploy` makes, beside that: its alias. Until it has it, the key is found by this. */
export const KEY_ALIAS_TAG = 'secrot:key-alias'

/** Tag of its function: which rotator it is made of. */
export const ROTATOR_TAG = 'secrot:rotator'

/** Tag of a function that rotates all secrets under a prefix: that prefix. */
export const PREFIX_TAG = 'secrot:prefix'

/** Name of the inline policy of the role. */
export const ROLE_POLICY = 'rotation'

/**
 * Whom the role trusts. No condition on the account: Lambda gives none when it checks a role, and only a function of the
 * same account can be given the role. https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export const ROLE_TRUST = {
  Version: '2012-10-17',
  Statement: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}],
} as const

export function roleArnOf(deployment: Pick<Deployment, 'name' | 'place'>): string {
  const {partition, accountId} = deployment.place
  return `arn:${partition}:iam::${accountId}:role/${roleNameOf(deployment)}`
}
