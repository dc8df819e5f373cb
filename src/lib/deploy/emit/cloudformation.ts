import {ascii} from './ascii.ts'
import {type Blueprint, blueprintOf} from './blueprint.ts'
import {conditionsOf, HAS_KEY, MAKES_KEY, ref, STORED_CODE} from './cloudformation-expressions.ts'
import {CODE_BUCKET, parametersOf} from './cloudformation-parameters.ts'
import {resourcesOf} from './cloudformation-resources.ts'
import type {Deployment} from '../deployment.ts'
import {window} from './parameters.ts'
import {refuseOtherFields} from './placeholder.ts'
import {yamlTemplate} from './yaml-template.ts'

/**
 * One self-contained template of CloudFormation, in YAML and ASCII. `code`: the rotator without the SDK, which is carried
 * inline; absent: a bucket has the package. Throws EMIT_REFUSED (exit 2) for what no template can say.
 */
export function cloudFormationTemplate(deployment: Deployment, code?: string): string {
  refuseOtherFields(deployment)
  const blueprint = blueprintOf(deployment)
  const {parameters, groups} = parametersOf(blueprint, code !== undefined)
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: ascii(`secrot ${deployment.rotator.name}: ${deployment.rotator.summary}`),
    Metadata: {'AWS::CloudFormation::Interface': {ParameterGroups: groups}},
    Parameters: parameters,
    Conditions: usedConditions(blueprint, code),
    Resources: resourcesOf(blueprint, code),
    Outputs: outputsOf(blueprint),
  }
  return yamlTemplate(template, headingOf(blueprint))
}

function usedConditions(blueprint: Blueprint, code: string | undefined): Record<string, unknown> {
  const tags = new Set(blueprint.secrets.flatMap(secret => secret.tags.flatMap(({when}) => when ?? [])))
  const length = blueprint.parameters.filter(({name}) => name === window.name).map(({name}) => name)
  const {[HAS_KEY]: hasKey, [MAKES_KEY]: makesKey, ...settings} = conditionsOf([...length, ...tags], blueprint)
  return {
    [HAS_KEY]: hasKey,
    ...(makesKey === undefined ? {} : {[MAKES_KEY]: makesKey}),
    ...settings,
    ...(code === undefined ? {} : {[STORED_CODE]: {'Fn::Not': [{'Fn::Equals': [ref(CODE_BUCKET), '']}]}}),
  }
}

function headingOf({deployment, secrets}: Blueprint): string {
  const made = secrets.some(({placeholder}) => placeholder !== undefined)
  const lines = [
    ` ${deployment.rotator.name}, deployed by CloudFormation. Needs CAPABILITY_IAM.`,
    ...(made
      ? [
          ' A secret that is made here begins with a placeholder, which is no credential: rotate it once, and then let',
          ' consumers read it. Neither it nor its key is taken away with the stack.',
        ]
      : [' The secret stays when the stack is taken away. Its tags are read by the rotator and are not made here.']),
  ]
  return lines.join('\n')
}

function outputsOf({secrets, key}: Blueprint): Record<string, unknown> {
  return {
    ...Object.fromEntries(
      secrets.map(({suffix, placeholder, parameter}) => [
        `Secret${suffix}Arn`,
        {Value: ref(placeholder === undefined ? parameter : `Secret${suffix}`)},
      ]),
    ),
    FunctionArn: {Value: {'Fn::GetAtt': ['Function', 'Arn']}},
    RoleArn: {Value: {'Fn::GetAtt': ['Role', 'Arn']}},
    ...(key === undefined ? {} : {KeyArn: {Condition: MAKES_KEY, Value: {'Fn::GetAtt': ['Key', 'Arn']}}}),
  }
}
