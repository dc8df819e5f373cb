/** What an event is about. */
import {Interned} from './interned.ts'

export interface TrailResource {
  readonly ARN: string
  readonly type: string
  readonly accountId: string
}

/** `Resources` of a looked-up event. */
export interface LookupResource {
  readonly ResourceType: string
  readonly ResourceName: string
}

const none: readonly TrailResource[] = []

/** Lists of resources by number; 0 is the empty list. */
export class Subjects {
  readonly #interned = new Interned<readonly TrailResource[]>(keyOf)

  constructor() {
    this.#interned.number('', () => none)
  }

  numberOf(resources: readonly TrailResource[] | undefined): number {
    if (resources === undefined || resources.length === 0) return 0
    const single = resources.length === 1 ? resources[0]?.ARN : undefined
    return this.#interned.number(single ?? keyOf(resources), () => resources)
  }

  get(number: number): readonly TrailResource[] {
    return this.#interned.get(number) ?? none
  }

  snapshot(): (readonly TrailResource[])[] {
    return this.#interned.snapshot()
  }

  restore(subjects: (readonly TrailResource[])[]): void {
    this.#interned.restore(subjects)
  }
}

function keyOf(resources: readonly TrailResource[]): string {
  return resources.map(({ARN}) => ARN).join('\n')
}

/**
 * The other account whose resource a call is about: named by the operation, or by the ARN in its parameters, without
 * which nothing of another account can be reached.
 */
export function foreignOwner(event: {
  readonly call: {readonly accountId: string}
  readonly resources?: readonly TrailResource[]
  readonly requestParameters: unknown
}): string | undefined {
  const named = event.resources?.map(({accountId}) => accountId) ?? arnAccounts(event.requestParameters)
  return named.find(accountId => accountId !== '' && accountId !== event.call.accountId)
}

function arnAccounts(parameters: unknown): string[] {
  if (typeof parameters !== 'object' || parameters === null) return []
  const {secretId, functionName, topicArn} = parameters as Record<string, unknown>
  return [secretId, functionName, topicArn].flatMap(value => {
    const account = typeof value === 'string' && value.startsWith('arn:') ? value.split(':')[4] : undefined
    return account === undefined ? [] : [account]
  })
}

/** Parameters and answers that name a resource, by event source and in lowerCamel. */
const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'secretsmanager.amazonaws.com': {secretId: 'AWS::SecretsManager::Secret'},
  'kms.amazonaws.com': {keyId: 'AWS::KMS::Key', targetKeyId: 'AWS::KMS::Key', aliasName: 'AWS::KMS::Alias'},
  'sns.amazonaws.com': {topicArn: 'AWS::SNS::Topic'},
  'lambda.amazonaws.com': {functionName: 'AWS::Lambda::Function'},
  'iam.amazonaws.com': {
    userName: 'AWS::IAM::User',
    roleName: 'AWS::IAM::Role',
    groupName: 'AWS::IAM::Group',
    policyArn: 'AWS::IAM::Policy',
    accessKeyId: 'AWS::IAM::AccessKey',
  },
}

/** Resources as LookupEvents shows them: those of the record, else those that its parameters and its answer name. */
export function lookupResources(
  eventSource: string,
  resources: readonly TrailResource[],
  ...texts: readonly unknown[]
): LookupResource[] {
  if (resources.length > 0) return resources.map(({type, ARN}) => ({ResourceType: type, ResourceName: ARN}))
  const types = named[eventSource] ?? {}
  const found = texts.flatMap(text => namesIn(text, types))
  return found.filter((one, index) => found.findIndex(other => other.ResourceName === one.ResourceName) === index)
}

/** One level deep, since answers wrap their content: `{accessKey: {accessKeyId}}`. */
function namesIn(value: unknown, types: Readonly<Record<string, string>>, depth = 0): LookupResource[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([member, name]) => {
    const ResourceType = Object.hasOwn(types, member) ? types[member] : undefined
    if (ResourceType !== undefined && typeof name === 'string') return [{ResourceType, ResourceName: name}]
    return depth === 0 ? namesIn(name, types, 1) : []
  })
}
