import type {Properties} from '../template/template.ts'
import {documentText, given, unlessGone, type Maker, type ResourceType} from './resource-type.ts'

interface Target {
  readonly Id: string
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const rule: ResourceType = {
  properties: [
    'Description',
    'EventBusName',
    'EventPattern',
    'Name',
    'RoleArn',
    'ScheduleExpression',
    'State',
    'Targets',
  ],
  immutable: ['EventBusName', 'Name'],
  changeable: ['Description', 'EventPattern', 'RoleArn', 'ScheduleExpression', 'State', 'Targets'],
  async create(maker, properties) {
    const name = (properties['Name'] ?? maker.newName(64)) as string
    const arn = await put(maker, name, properties)
    return {physicalId: name, attributes: {Arn: arn}}
  },
  complete: (maker, {physicalId}, properties) => aim(maker, physicalId, properties),
  async update(maker, made, now, before) {
    await put(maker, made.physicalId, now)
    await aim(maker, made.physicalId, now)
    const kept = new Set(targetsOf(now).map(({Id}) => Id))
    await removeTargets(
      maker,
      made.physicalId,
      targetsOf(before).filter(({Id}) => !kept.has(Id)),
    )
    return made
  },
  async remove(maker, {physicalId: Name}, properties) {
    await removeTargets(maker, Name, targetsOf(properties))
    await unlessGone(maker.call('events', 'DeleteRule', {Name}))
  },
}

function targetsOf({Targets: targets = []}: Properties): readonly Target[] {
  return targets as readonly Target[]
}

async function put(maker: Maker, Name: string, properties: Properties): Promise<string> {
  const pattern = properties['EventPattern']
  const {RuleArn} = await maker.call('events', 'PutRule', {
    Name,
    ...given(properties, 'Description', 'EventBusName', 'RoleArn', 'ScheduleExpression', 'State'),
    ...(pattern === undefined ? {} : {EventPattern: documentText(pattern)}),
  })
  return RuleArn as string
}

async function aim(maker: Maker, Rule: string, properties: Properties): Promise<void> {
  const Targets = targetsOf(properties)
  if (Targets.length > 0) await maker.call('events', 'PutTargets', {Rule, Targets})
}

async function removeTargets(maker: Maker, Rule: string, targets: readonly Target[]): Promise<void> {
  if (targets.length === 0) return
  await unlessGone(maker.call('events', 'RemoveTargets', {Rule, Ids: targets.map(({Id}) => Id)}))
}
