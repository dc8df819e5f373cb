import type {Properties} from '../template/template.ts'
import {
  differs,
  documentText,
  given,
  tagsFor,
  texts,
  unlessGone,
  type Maker,
  type ResourceType,
} from './resource-type.ts'

interface Inline {
  readonly PolicyName: string
  readonly PolicyDocument: unknown
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role: ResourceType = {
  required: ['AssumeRolePolicyDocument'],
  properties: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'Policies',
    'RoleName',
    'Tags',
  ],
  immutable: ['Path', 'RoleName'],
  changeable: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'PermissionsBoundary',
    'Policies',
  ],
  async create(maker, properties) {
    const RoleName = (properties['RoleName'] ?? maker.newName(64)) as string
    const {Role} = await maker.call('iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: documentText(properties['AssumeRolePolicyDocument']),
      ...given(properties, 'Description', 'Path', 'PermissionsBoundary'),
      ...texts(properties, 'MaxSessionDuration'),
      Tags: tagsFor(maker, properties),
    })
    const {Arn, RoleId} = Role as Record<string, string>
    return {physicalId: RoleName, attributes: {Arn: Arn ?? '', RoleId: RoleId ?? ''}}
  },
  complete: (maker, {physicalId: RoleName}, properties) => allow(maker, RoleName, properties, {}),
  async update(maker, made, now, before) {
    const {physicalId: RoleName} = made
    if (differs(now, before, 'AssumeRolePolicyDocument')) {
      const PolicyDocument = documentText(now['AssumeRolePolicyDocument'])
      await maker.call('iam', 'UpdateAssumeRolePolicy', {RoleName, PolicyDocument})
    }
    if (differs(now, before, 'Description', 'MaxSessionDuration')) {
      await maker.call('iam', 'UpdateRole', {
        RoleName,
        Description: '',
        MaxSessionDuration: '3600',
        ...given(now, 'Description'),
        ...texts(now, 'MaxSessionDuration'),
      })
    }
    if (differs(now, before, 'PermissionsBoundary')) await bound(maker, RoleName, now)
    await allow(maker, RoleName, now, before)
    return made
  },
  async remove(maker, {physicalId: RoleName}, properties) {
    for (const PolicyArn of arnsOf(properties))
      await unlessGone(maker.call('iam', 'DetachRolePolicy', {RoleName, PolicyArn}))
    for (const {PolicyName} of inlineOf(properties))
      await unlessGone(maker.call('iam', 'DeleteRolePolicy', {RoleName, PolicyName}))
    await unlessGone(maker.call('iam', 'DeleteRole', {RoleName}))
  },
}

async function bound(maker: Maker, RoleName: string, {PermissionsBoundary}: Properties): Promise<void> {
  if (PermissionsBoundary === undefined)
    await unlessGone(maker.call('iam', 'DeleteRolePermissionsBoundary', {RoleName}))
  else await maker.call('iam', 'PutRolePermissionsBoundary', {RoleName, PermissionsBoundary})
}

function arnsOf({ManagedPolicyArns: arns = []}: Properties): readonly string[] {
  return arns as readonly string[]
}

function inlineOf({Policies: policies = []}: Properties): readonly Inline[] {
  return policies as readonly Inline[]
}

/** Brings inline and attached policies from before to now. */
async function allow(maker: Maker, RoleName: string, now: Properties, before: Properties): Promise<void> {
  for (const {PolicyName, PolicyDocument} of inlineOf(now)) {
    await maker.call('iam', 'PutRolePolicy', {RoleName, PolicyName, PolicyDocument: documentText(PolicyDocument)})
  }
  for (const {PolicyName} of inlineOf(before)) {
    if (inlineOf(now).some(one => one.PolicyName === PolicyName)) continue
    await unlessGone(maker.call('iam', 'DeleteRolePolicy', {RoleName, PolicyName}))
  }
  for (const PolicyArn of arnsOf(now)) {
    if (!arnsOf(before).includes(PolicyArn)) await maker.call('iam', 'AttachRolePolicy', {RoleName, PolicyArn})
  }
  for (const PolicyArn of arnsOf(before)) {
    if (!arnsOf(now).includes(PolicyArn)) await unlessGone(maker.call('iam', 'DetachRolePolicy', {RoleName, PolicyArn}))
  }
}
