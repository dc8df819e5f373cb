import {notServed} from '../errors.ts'
import type {Properties} from '../template/template.ts'
import {given, isOn, numbers, unlessGone, type Made, type Maker, type ResourceType} from './resource-type.ts'

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-rotationschedule.html:
 * every change rotates, unless RotateImmediatelyOnUpdate says otherwise.
 */
export const rotationSchedule: ResourceType = {
  required: ['SecretId'],
  properties: ['HostedRotationLambda', 'RotateImmediatelyOnUpdate', 'RotationLambdaARN', 'RotationRules', 'SecretId'],
  immutable: ['SecretId'],
  changeable: ['HostedRotationLambda', 'RotateImmediatelyOnUpdate', 'RotationLambdaARN', 'RotationRules'],
  lasting: ['RotationLambdaARN'],
  create: rotate,
  update: (maker, _made, now) => rotate(maker, now),
  remove: (maker, {physicalId: SecretId}) => unlessGone(maker.call('secretsmanager', 'CancelRotateSecret', {SecretId})),
}

async function rotate(maker: Maker, properties: Properties): Promise<Made> {
  if (properties['HostedRotationLambda'] !== undefined) throw notServed('HostedRotationLambda')
  const rules = (properties['RotationRules'] ?? {}) as Properties
  const {ARN} = await maker.call('secretsmanager', 'RotateSecret', {
    ...given(properties, 'SecretId', 'RotationLambdaARN'),
    ClientRequestToken: maker.uuid(),
    RotationRules: {...numbers(rules, 'AutomaticallyAfterDays'), ...given(rules, 'Duration', 'ScheduleExpression')},
    RotateImmediately: isOn(properties['RotateImmediatelyOnUpdate'], true),
  })
  return {physicalId: ARN as string, attributes: {Id: ARN as string}}
}
