import {ServiceError} from '../../../kernel.ts'
import type {Properties} from '../template/template.ts'
import {
  differs,
  given,
  isOn,
  numbers,
  tagsFor,
  textIn,
  unlessGone,
  type Maker,
  type ResourceType,
} from './resource-type.ts'

const EXCLUSIONS = [
  'ExcludeLowercase',
  'ExcludeNumbers',
  'ExcludePunctuation',
  'ExcludeUppercase',
  'IncludeSpace',
  'RequireEachIncludedType',
]

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
export const secret: ResourceType = {
  properties: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'SecretString', 'Tags'],
  immutable: ['Name'],
  changeable: ['Description', 'GenerateSecretString', 'KmsKeyId', 'SecretString', 'Tags'],
  lasting: ['Description', 'KmsKeyId'],
  async create(maker, properties) {
    const value = await valueOf(maker, properties)
    const {ARN} = await maker.call('secretsmanager', 'CreateSecret', {
      Name: properties['Name'] ?? maker.newSecretName(),
      ClientRequestToken: maker.uuid(),
      ...given(properties, 'Description', 'KmsKeyId'),
      ...(value === undefined ? {} : {SecretString: value}),
      Tags: tagsFor(maker, properties),
    })
    return {physicalId: ARN as string, attributes: {Id: ARN as string}}
  },
  // A changed generator makes a new value, whatever a rotation has put there meanwhile (aws-behaviour.md section 13.3).
  async update(maker, made, now, before) {
    const changed = differs(now, before, 'SecretString', 'GenerateSecretString')
    const value = changed ? await valueOf(maker, now) : undefined
    if (value !== undefined || differs(now, before, 'Description', 'KmsKeyId')) {
      await maker.call('secretsmanager', 'UpdateSecret', {
        SecretId: made.physicalId,
        ClientRequestToken: maker.uuid(),
        ...given(now, 'Description', 'KmsKeyId'),
        ...(value === undefined ? {} : {SecretString: value}),
      })
    }
    if (differs(now, before, 'Tags')) await tag(maker, made.physicalId, now, before)
    return made
  },
  // Once the stack says that it is deleted, the secret is not found any more: aws-behaviour.md section 13.3.
  remove: (maker, {physicalId: SecretId}) =>
    unlessGone(maker.call('secretsmanager', 'DeleteSecret', {SecretId, ForceDeleteWithoutRecovery: true})),
  async isGone(maker, {physicalId: SecretId}) {
    try {
      await maker.call('secretsmanager', 'DescribeSecret', {SecretId})
      return false
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') return true
      throw error
    }
  },
}

async function valueOf(maker: Maker, properties: Properties): Promise<string | undefined> {
  const {SecretString: fixed, GenerateSecretString: generator} = properties
  if (fixed !== undefined) return textIn(properties, 'SecretString')
  if (generator === undefined) return undefined
  const asked = generator as Properties
  const flags = Object.fromEntries(
    EXCLUSIONS.flatMap(name => (asked[name] === undefined ? [] : [[name, isOn(asked[name])]])),
  )
  const {RandomPassword} = await maker.call('secretsmanager', 'GetRandomPassword', {
    ...given(asked, 'ExcludeCharacters'),
    ...numbers(asked, 'PasswordLength'),
    ...flags,
  })
  const {SecretStringTemplate: template, GenerateStringKey: key} = asked
  if (typeof template !== 'string' || typeof key !== 'string') return RandomPassword as string
  return JSON.stringify({...(JSON.parse(template) as object), [key]: RandomPassword})
}

async function tag(maker: Maker, SecretId: string, now: Properties, before: Properties): Promise<void> {
  const keys = new Set(tagsFor(maker, now).map(({Key}) => Key))
  const TagKeys = tagsFor(maker, before).flatMap(({Key}) => (keys.has(Key) ? [] : [Key]))
  if (TagKeys.length > 0) await maker.call('secretsmanager', 'UntagResource', {SecretId, TagKeys})
  await maker.call('secretsmanager', 'TagResource', {SecretId, Tags: tagsFor(maker, now)})
}
