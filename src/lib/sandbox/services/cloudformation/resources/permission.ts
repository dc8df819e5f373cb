import {given, texts, unlessGone, type ResourceType} from './resource-type.ts'

const PROPERTIES = [
  'Action',
  'EventSourceToken',
  'FunctionName',
  'Principal',
  'PrincipalOrgID',
  'SourceAccount',
  'SourceArn',
]

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const permission: ResourceType = {
  required: ['Action', 'FunctionName', 'Principal'],
  properties: PROPERTIES,
  immutable: PROPERTIES,
  changeable: [],
  async create(maker, properties) {
    const StatementId = maker.newName(100)
    await maker.call('lambda', 'AddPermission', {
      ...given(properties, ...PROPERTIES),
      ...texts(properties, 'SourceAccount'),
      StatementId,
    })
    return {physicalId: StatementId, attributes: {Id: StatementId}}
  },
  update: (_maker, made) => Promise.resolve(made),
  remove: (maker, {physicalId: StatementId}, {FunctionName}) =>
    unlessGone(maker.call('lambda', 'RemovePermission', {FunctionName, StatementId})),
}
