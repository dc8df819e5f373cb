/**
 * AWS::Serverless::Function as the transform AWS::Serverless-2016-10-31 makes AWS::Lambda::Function of it:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html.
 */
import {isPlainObject} from '../../../plain-object.ts'
import {notServed, validation} from '../errors.ts'
import type {Properties, ResourceDefinition, Template} from './template.ts'

export const SAM = 'AWS::Serverless-2016-10-31'

const SAME = [
  'Architectures',
  'Description',
  'Environment',
  'EphemeralStorage',
  'FunctionName',
  'Handler',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'ReservedConcurrentExecutions',
  'Runtime',
  'Timeout',
  'VpcConfig',
]
const OWN = new Set([...SAME, 'CodeUri', 'InlineCode', 'Policies', 'Role', 'Tags'])

/** The template with every function of SAM's replaced by what it stands for. Throws ValidationError. */
export function transformed(template: Template): Template {
  const other = template.transforms.find(name => name !== SAM)
  if (other !== undefined) throw notServed(`the transform ${other}`)
  if (template.transforms.length === 0) return template
  const resources = Object.entries(template.resources).flatMap(([name, definition]) =>
    definition.type === 'AWS::Serverless::Function' ? functionOf(name, definition) : [[name, definition] as const],
  )
  return {...template, resources: Object.fromEntries(resources)}
}

function functionOf(name: string, definition: ResourceDefinition): (readonly [string, ResourceDefinition])[] {
  const {properties} = definition
  const unknown = Object.keys(properties).find(property => !OWN.has(property))
  if (unknown !== undefined) throw notServed(`${unknown} of AWS::Serverless::Function`)
  const role = `${name}Role`
  const made: Properties = {
    ...Object.fromEntries(SAME.flatMap(key => (properties[key] === undefined ? [] : [[key, properties[key]]]))),
    Code: codeOf(name, properties),
    Role: properties['Role'] ?? {'Fn::GetAtt': [role, 'Arn']},
    Tags: tagsOf(properties['Tags']),
  }
  const fn = {...definition, type: 'AWS::Lambda::Function', properties: made}
  return properties['Role'] === undefined
    ? [
        [role, roleOf(role, definition)],
        [name, fn],
      ]
    : [[name, fn]]
}

function codeOf(name: string, {InlineCode: inline, CodeUri: uri}: Properties): unknown {
  if (inline !== undefined) return {ZipFile: inline}
  if (isPlainObject(uri)) return {S3Bucket: uri['Bucket'], S3Key: uri['Key']}
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(typeof uri === 'string' ? uri : '') ?? []
  if (bucket !== undefined) return {S3Bucket: bucket, S3Key: key}
  throw validation(
    `Transform ${SAM} failed with: Invalid Serverless Application Specification document. Number of errors found: 1. Resource with id [${name}] is invalid. 'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
  )
}

function tagsOf(given: unknown): unknown {
  const own = isPlainObject(given) ? Object.entries(given).map(([Key, Value]) => ({Key, Value})) : []
  return [{Key: 'lambda:createdBy', Value: 'SAM'}, ...own]
}

/** Statements become inline policies; names of AWS's policies and ARNs are attached. */
function roleOf(role: string, {properties, condition}: ResourceDefinition): ResourceDefinition {
  const policies = [properties['Policies'] ?? []].flat()
  const arns = policies.flatMap(policy =>
    typeof policy === 'string' ? [policy.startsWith('arn:') ? policy : `arn:aws:iam::aws:policy/${policy}`] : [],
  )
  const documents = policies.filter(policy => isPlainObject(policy))
  return {
    type: 'AWS::IAM::Role',
    properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: ['sts:AssumeRole']}],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', ...arns],
      Policies: documents.map((document, index) => ({
        PolicyName: `${role}Policy${index}`,
        PolicyDocument: {Version: '2012-10-17', ...document},
      })),
      Tags: [{Key: 'lambda:createdBy', Value: 'SAM'}],
    },
    dependsOn: [],
    ...(condition === undefined ? {} : {condition}),
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
  }
}
