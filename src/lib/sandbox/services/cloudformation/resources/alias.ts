import {given, textIn, unlessGone, type ResourceType} from './resource-type.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html */
export const alias: ResourceType = {
  required: ['AliasName', 'TargetKeyId'],
  properties: ['AliasName', 'TargetKeyId'],
  immutable: ['AliasName'],
  changeable: ['TargetKeyId'],
  async create(maker, properties) {
    await maker.call('kms', 'CreateAlias', given(properties, 'AliasName', 'TargetKeyId'))
    return {physicalId: textIn(properties, 'AliasName'), attributes: {}}
  },
  async update(maker, made, now) {
    await maker.call('kms', 'UpdateAlias', given(now, 'AliasName', 'TargetKeyId'))
    return made
  },
  remove: (maker, {physicalId: AliasName}) => unlessGone(maker.call('kms', 'DeleteAlias', {AliasName})),
}
