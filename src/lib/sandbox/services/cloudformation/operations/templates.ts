import type {OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {readingOf} from '../engine/reading.ts'
import {noSuchStack, notServed} from '../errors.ts'
import {needStack, onAny, stackOperation, type CloudFormation} from '../operation.ts'
import {neededCapabilities} from '../resources/registry.ts'
import {isOn} from '../resources/resource-type.ts'
import {templateOf, WISH_RULES} from '../wish.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html: the text as it was given. */
export const getTemplate = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'GetTemplate',
    rules: {StackName: {required: true, min: 1}, TemplateStage: {values: ['Original', 'Processed']}},
    run(call) {
      const stack = needStack(cloudformation.state, call, noSuchStack)
      const isTransformed = readingOf(stack.template).template.transforms.length > 0
      if (isTransformed && textOf(call.input, 'TemplateStage') === 'Processed') throw notServed('processed templates')
      return {TemplateBody: stack.template, StagesAvailable: ['Original', 'Processed']}
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export const validateTemplate = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'ValidateTemplate',
    rules: {TemplateBody: WISH_RULES['TemplateBody'] ?? {}},
    authorize: () => [onAny('ValidateTemplate')],
    trail: () => ({requestParameters: null, responseElements: null}),
    run(call) {
      const {template} = readingOf(templateOf(cloudformation.world, call, undefined))
      const capabilities = neededCapabilities(template)
      return {
        Description: template.description,
        Parameters: Object.entries(template.parameters).map(([ParameterKey, definition]) => ({
          ParameterKey,
          DefaultValue: definition['Default'],
          NoEcho: isOn(definition['NoEcho']),
          Description: definition['Description'],
        })),
        ...(capabilities.length === 0
          ? {}
          : {
              Capabilities: capabilities,
              CapabilitiesReason: `The following resource(s) require capabilities: [${iamTypes(template.resources).join(', ')}]`,
            }),
        ...(template.transforms.length === 0 ? {} : {DeclaredTransforms: template.transforms}),
      }
    },
  })

function iamTypes(resources: Readonly<Record<string, {readonly type: string}>>): readonly string[] {
  return [...new Set(Object.values(resources).flatMap(({type}) => (type.startsWith('AWS::IAM::') ? [type] : [])))]
}
