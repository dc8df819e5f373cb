import {formatError} from '../errors.ts'
import type {Template} from '../template/template.ts'
import {alias} from './alias.ts'
import {key} from './key.ts'
import {lambdaFunction} from './function.ts'
import {logGroup} from './log-group.ts'
import {permission} from './permission.ts'
import {policy} from './policy.ts'
import type {ResourceType} from './resource-type.ts'
import {role} from './role.ts'
import {rotationSchedule} from './rotation-schedule.ts'
import {rule} from './rule.ts'
import {secret} from './secret.ts'
import {subscription} from './subscription.ts'
import {topicPolicy} from './topic-policy.ts'
import {topic} from './topic.ts'

const TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::Rule': rule,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Alias': alias,
  'AWS::KMS::Key': key,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SecretsManager::RotationSchedule': rotationSchedule,
  'AWS::SecretsManager::Secret': secret,
}

/** Throws ValidationError. */
export function typeNamed(name: string): ResourceType {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  if (type === undefined) throw unknownTypes([name])
  return type
}

/** Throws ValidationError for a type that the sandbox does not have, in the words in which AWS refuses one of its own. */
export function checkTypes({resources}: Template): void {
  const unknown = Object.values(resources).flatMap(({type}) => (Object.hasOwn(TYPES, type) ? [] : [type]))
  if (unknown.length > 0) throw unknownTypes([...new Set(unknown)])
}

function unknownTypes(names: readonly string[]) {
  return formatError(`Unrecognized resource types: [${names.join(', ')}]`)
}

/** What a role or a name of one needs the caller to acknowledge. */
export function neededCapabilities({resources}: Template): readonly string[] {
  const iam = Object.values(resources).filter(({type}) => type.startsWith('AWS::IAM::'))
  if (iam.length === 0) return []
  return iam.some(({properties}) => properties['RoleName'] !== undefined)
    ? ['CAPABILITY_NAMED_IAM']
    : ['CAPABILITY_IAM']
}
