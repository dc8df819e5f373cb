import type {Properties} from '../template/template.ts'
import {documentText, textIn, unlessGone, type Made, type Maker, type ResourceType} from './resource-type.ts'

const HOLDERS = [
  {property: 'Roles', title: 'Role'},
  {property: 'Users', title: 'User'},
  {property: 'Groups', title: 'Group'},
] as const

const PROPERTIES = ['Groups', 'PolicyDocument', 'PolicyName', 'Roles', 'Users']

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html */
export const policy: ResourceType = {
  required: ['PolicyDocument', 'PolicyName'],
  properties: PROPERTIES,
  changeable: PROPERTIES,
  async create(maker, properties) {
    const id = maker.newName(128)
    await put(maker, properties)
    return {physicalId: id, attributes: {Id: id}}
  },
  async update(maker, made, now, before) {
    await put(maker, now)
    const renamed = now['PolicyName'] !== before['PolicyName']
    await take(maker, before, (property, name) => renamed || !namesOf(now, property).includes(name))
    return made
  },
  remove: (maker: Maker, _made: Made, properties: Properties) => take(maker, properties, () => true),
}

function namesOf(properties: Properties, property: string): readonly string[] {
  return (properties[property] ?? []) as readonly string[]
}

async function put(maker: Maker, properties: Properties): Promise<void> {
  const PolicyDocument = documentText(properties['PolicyDocument'])
  for (const {property, title} of HOLDERS) {
    for (const name of namesOf(properties, property)) {
      const input = {[`${title}Name`]: name, PolicyName: textIn(properties, 'PolicyName'), PolicyDocument}
      await maker.call('iam', `Put${title}Policy`, input)
    }
  }
}

async function take(
  maker: Maker,
  properties: Properties,
  goes: (property: string, name: string) => boolean,
): Promise<void> {
  for (const {property, title} of HOLDERS) {
    for (const name of namesOf(properties, property)) {
      if (!goes(property, name)) continue
      const input = {[`${title}Name`]: name, PolicyName: textIn(properties, 'PolicyName')}
      await unlessGone(maker.call('iam', `Delete${title}Policy`, input))
    }
  }
}
