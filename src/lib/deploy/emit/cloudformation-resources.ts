import type {FunctionNetwork} from '../deployment.ts'
import type {Blueprint, BlueprintRules, BlueprintSecret} from './blueprint.ts'
import {
  conditionOf,
  type Expression,
  expressions,
  HAS_KEY,
  MAKES_KEY,
  ref,
  STORED_CODE,
  when,
} from './cloudformation-expressions.ts'
import {CODE_BUCKET, CODE_KEY} from './cloudformation-parameters.ts'
import {functionName, logRetentionDays, window} from './parameters.ts'
import {KEY_TOKEN, templateStatements, type TemplateStatement} from './statements.ts'
import {token} from './tokens.ts'

type Resource = Readonly<Record<string, unknown>>
type Filled = (text: string) => Expression

/** What a stack never takes away, and never replaces by another. */
const RETAINED = {DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain'}

/** By logical id. `code`: what stands in the template; absent: a bucket has it. */
export function resourcesOf(blueprint: Blueprint, code?: string): Record<string, Resource> {
  const filled = expressions(blueprint)
  const {secrets, key} = blueprint
  return {
    ...(key === undefined ? {} : keyResources(key, filled)),
    ...Object.fromEntries(
      secrets.flatMap(secret =>
        secret.placeholder === undefined ? [] : [[`Secret${secret.suffix}`, secretResource(secret, filled)]],
      ),
    ),
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Description: {'Fn::Sub': `Of the function \${${functionName.name}}, which rotates secrets.`},
        AssumeRolePolicyDocument: document([
          {Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'},
        ]),
      },
    },
    // A resource of its own: a policy inside the role would be made before the secret and the key that it names.
    RolePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'rotation',
        Roles: [ref('Role')],
        PolicyDocument: document(templateStatements(blueprint).map(one => statementOf(one, filled))),
      },
    },
    LogGroup: {
      Type: 'AWS::Logs::LogGroup',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        LogGroupName: {'Fn::Sub': `/aws/lambda/\${${functionName.name}}`},
        RetentionInDays: ref(logRetentionDays.name),
      },
    },
    Function: functionResource(blueprint, code),
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: {'Fn::GetAtt': ['Function', 'Arn']},
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: ref('AWS::AccountId'),
      },
    },
    ...Object.fromEntries(
      secrets.flatMap(({suffix, placeholder, parameter, rules}) =>
        rules === undefined
          ? []
          : [
              [
                `Rotation${suffix}`,
                rotationResource(ref(placeholder === undefined ? parameter : `Secret${suffix}`), rules, filled),
              ],
            ],
      ),
    ),
  }
}

function document(statements: readonly unknown[]): Resource {
  return {Version: '2012-10-17', Statement: statements}
}

function statementOf({statement, when: parameter}: TemplateStatement, filled: Filled): unknown {
  const {Effect, Action, Resource: resources, Condition} = statement
  const written = {
    Effect,
    Action,
    Resource: resources.map(filled),
    ...(Condition === undefined ? {} : {Condition: filledIn(Condition, filled)}),
  }
  return parameter === undefined ? written : when(conditionOf(parameter), written)
}

function filledIn(value: unknown, filled: Filled): unknown {
  if (typeof value === 'string') return filled(value)
  if (Array.isArray(value)) return value.map(item => filledIn(item, filled))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filledIn(member, filled)]))
}

function keyResources({alias, policy}: NonNullable<Blueprint['key']>, filled: Filled): Record<string, Resource> {
  return {
    Key: {
      Type: 'AWS::KMS::Key',
      Condition: MAKES_KEY,
      ...RETAINED,
      Properties: {
        Description: {'Fn::Sub': 'Encrypts the secrets of ${AWS::StackName}.'},
        EnableKeyRotation: true,
        KeyPolicy: filledIn(policy, filled),
      },
    },
    KeyAlias: {
      Type: 'AWS::KMS::Alias',
      Condition: MAKES_KEY,
      Properties: {AliasName: filled(alias), TargetKeyId: ref('Key')},
    },
  }
}

function secretResource({parameter, placeholder, tags}: BlueprintSecret, filled: Filled): Resource {
  const {fixed = {}, generated = ''} = placeholder ?? {}
  return {
    Type: 'AWS::SecretsManager::Secret',
    ...RETAINED,
    Properties: {
      Name: ref(parameter),
      KmsKeyId: when(HAS_KEY, filled(token(KEY_TOKEN))),
      // Never to be changed: what is said here otherwise is written over the value in use.
      GenerateSecretString: {
        SecretStringTemplate: JSON.stringify(fixed),
        GenerateStringKey: generated,
        ExcludePunctuation: true,
      },
      Tags: tags.map(({key, value, when: name}) => {
        const tag = {Key: key, Value: filled(value)}
        return name === undefined ? tag : when(conditionOf(name), tag)
      }),
    },
  }
}

function functionResource({deployment}: Blueprint, code: string | undefined): Resource {
  const {runtime, handler, timeoutSeconds, memoryMb} = deployment.rotator.function
  const stored = {S3Bucket: ref(CODE_BUCKET), S3Key: ref(CODE_KEY)}
  const {variables, network} = deployment
  return {
    Type: 'AWS::Lambda::Function',
    DependsOn: ['LogGroup', 'RolePolicy'],
    Properties: {
      FunctionName: ref(functionName.name),
      Description: `${deployment.rotator.name}, a rotator of secrot.`,
      Runtime: runtime,
      Handler: handler,
      Timeout: timeoutSeconds,
      MemorySize: memoryMb,
      Role: {'Fn::GetAtt': ['Role', 'Arn']},
      ...(Object.keys(variables).length === 0 ? {} : {Environment: {Variables: variables}}),
      ...(network === undefined ? {} : {VpcConfig: vpcOf(network)}),
      Code: code === undefined ? stored : when(STORED_CODE, stored, {ZipFile: code}),
    },
  }
}

function vpcOf({subnetIds, securityGroupIds}: FunctionNetwork): Resource {
  return {SubnetIds: subnetIds, SecurityGroupIds: securityGroupIds}
}

function rotationResource(
  secret: Expression,
  {days, schedule, window: length}: BlueprintRules,
  filled: Filled,
): Resource {
  const isChosen = length === token(window.name)
  const Duration =
    length === undefined ? {} : {Duration: isChosen ? when(conditionOf(window.name), filled(length)) : length}
  return {
    Type: 'AWS::SecretsManager::RotationSchedule',
    // Without either, the first thing that is done with the function is refused.
    DependsOn: ['Permission', 'RolePolicy'],
    Properties: {
      SecretId: secret,
      RotationLambdaARN: {'Fn::GetAtt': ['Function', 'Arn']},
      RotateImmediatelyOnUpdate: false,
      RotationRules: {
        ...(days === undefined ? {} : {AutomaticallyAfterDays: /^\d+$/.test(days) ? Number(days) : filled(days)}),
        ...(schedule === undefined ? {} : {ScheduleExpression: filled(schedule)}),
        ...Duration,
      },
    },
  }
}
