import type {Properties} from '../template/template.ts'
import {
  differs,
  documentText,
  given,
  isOn,
  numbers,
  tagsFor,
  unlessGone,
  type Maker,
  type ResourceType,
} from './resource-type.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html */
export const key: ResourceType = {
  properties: [
    'BypassPolicyLockoutSafetyCheck',
    'Description',
    'EnableKeyRotation',
    'Enabled',
    'KeyPolicy',
    'KeySpec',
    'KeyUsage',
    'MultiRegion',
    'PendingWindowInDays',
    'Tags',
  ],
  immutable: ['KeySpec', 'KeyUsage', 'MultiRegion'],
  changeable: [
    'BypassPolicyLockoutSafetyCheck',
    'Description',
    'EnableKeyRotation',
    'Enabled',
    'KeyPolicy',
    'PendingWindowInDays',
  ],
  lasting: ['KeyPolicy'],
  async create(maker, properties) {
    const policy = properties['KeyPolicy']
    const {KeyMetadata} = await maker.call('kms', 'CreateKey', {
      ...given(properties, 'Description', 'KeySpec', 'KeyUsage'),
      ...(policy === undefined ? {} : {Policy: documentText(policy)}),
      BypassPolicyLockoutSafetyCheck: isOn(properties['BypassPolicyLockoutSafetyCheck']),
      MultiRegion: isOn(properties['MultiRegion']),
      Tags: tagsFor(maker, properties).map(({Key, Value}) => ({TagKey: Key, TagValue: Value})),
    })
    const {KeyId = '', Arn = ''} = KeyMetadata as Record<string, string>
    return {physicalId: KeyId, attributes: {Arn, KeyId}}
  },
  complete: (maker, {physicalId: KeyId}, properties) => turn(maker, KeyId, properties, {}),
  async update(maker, made, now, before) {
    const {physicalId: KeyId} = made
    if (differs(now, before, 'Description')) {
      await maker.call('kms', 'UpdateKeyDescription', {KeyId, Description: '', ...given(now, 'Description')})
    }
    if (differs(now, before, 'KeyPolicy') && now['KeyPolicy'] !== undefined) {
      await maker.call('kms', 'PutKeyPolicy', {
        KeyId,
        PolicyName: 'default',
        Policy: documentText(now['KeyPolicy']),
        BypassPolicyLockoutSafetyCheck: isOn(now['BypassPolicyLockoutSafetyCheck']),
      })
    }
    await turn(maker, KeyId, now, before)
    return made
  },
  remove: (maker, {physicalId: KeyId}, properties) =>
    unlessGone(maker.call('kms', 'ScheduleKeyDeletion', {KeyId, ...numbers(properties, 'PendingWindowInDays')})),
}

async function turn(maker: Maker, KeyId: string, now: Properties, before: Properties): Promise<void> {
  const rotates = isOn(now['EnableKeyRotation'])
  if (rotates !== isOn(before['EnableKeyRotation'])) {
    await maker.call('kms', rotates ? 'EnableKeyRotation' : 'DisableKeyRotation', {KeyId})
  }
  const enabled = isOn(now['Enabled'], true)
  if (enabled !== isOn(before['Enabled'], true)) await maker.call('kms', enabled ? 'EnableKey' : 'DisableKey', {KeyId})
}
