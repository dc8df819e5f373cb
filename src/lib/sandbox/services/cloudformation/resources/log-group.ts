import type {Properties} from '../template/template.ts'
import {partitionOf} from '../../secretsmanager/arn.ts'
import {unlessGone, type Maker, type ResourceType} from './resource-type.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logGroup: ResourceType = {
  properties: ['LogGroupName', 'RetentionInDays', 'Tags'],
  immutable: ['LogGroupName'],
  changeable: ['RetentionInDays'],
  async create(maker, properties) {
    const name = (properties['LogGroupName'] ?? maker.newName()) as string
    await maker.call('logs', 'CreateLogGroup', {logGroupName: name})
    const {region, accountId} = maker
    const arn = `arn:${partitionOf(region)}:logs:${region}:${accountId}:log-group:${name}:*`
    return {physicalId: name, attributes: {Arn: arn}}
  },
  async complete(maker, {physicalId}, properties) {
    if (properties['RetentionInDays'] !== undefined) await keep(maker, physicalId, properties)
  },
  async update(maker, made, now) {
    await keep(maker, made.physicalId, now)
    return made
  },
  remove: (maker, {physicalId: logGroupName}) => unlessGone(maker.call('logs', 'DeleteLogGroup', {logGroupName})),
}

async function keep(maker: Maker, logGroupName: string, {RetentionInDays: days}: Properties): Promise<void> {
  if (days === undefined) await maker.call('logs', 'DeleteRetentionPolicy', {logGroupName})
  else await maker.call('logs', 'PutRetentionPolicy', {logGroupName, retentionInDays: Number(days)})
}
