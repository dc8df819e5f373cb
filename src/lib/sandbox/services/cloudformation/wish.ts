/** What CreateStack, UpdateStack and CreateChangeSet are given. */
import type {Authorization, Call, Principal, World} from '../../kernel.ts'
import type {MemberRules} from '../../validate.ts'
import {listOf, tagsOf, textOf, textsOf} from '../iam/input.ts'
import {checkCapabilities, readingOf, type Reading} from './engine/reading.ts'
import type {Stack, Wish} from './entities.ts'
import {notServed, validation} from './errors.ts'
import {templateAt} from './template-url.ts'
import {parameterValues, type GivenParameter} from './template/parameters.ts'

const LARGEST = 51_200

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const STACK_NAME = {
  required: true,
  min: 1,
  pattern: '[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*',
} as const

export const WISH_RULES: MemberRules = {
  StackName: STACK_NAME,
  // AWS quotes the whole template; here it may have secrets in it.
  TemplateBody: {min: 1, max: LARGEST, sensitive: true},
  Parameters: {type: 'list'},
  Capabilities: {type: 'list'},
  Tags: {type: 'list', max: 50},
  ClientRequestToken: {min: 1, max: 128},
}

const LATER = [
  'NotificationARNs',
  'OnStackFailure',
  'ResourceTypes',
  'ResourcesToImport',
  'RollbackConfiguration',
  'StackPolicyBody',
  'StackPolicyDuringUpdateBody',
  'StackPolicyDuringUpdateURL',
  'StackPolicyURL',
  'TimeoutInMinutes',
]

/** Refuses what is asked for and would be left out. Throws ValidationError. */
export function refuseLater(
  {input}: Call,
  {members = [], switches = []}: {readonly members?: readonly string[]; readonly switches?: readonly string[]},
): void {
  // An empty list is sent as an empty text.
  const asked = members.find(member => input[member] !== undefined && input[member] !== '')
  const on = switches.find(member => textOf(input, member) === 'true')
  const later = asked ?? on
  if (later !== undefined) throw notServed(later)
}

/** Reads and checks all of it. Throws ValidationError, InsufficientCapabilitiesException. */
export function readWish(world: World, call: Call, before?: Stack): {readonly wish: Wish; readonly reading: Reading} {
  const {input} = call
  refuseLater(call, {members: LATER, switches: ['ImportExistingResources', 'RetainExceptOnCreate']})
  const template = templateOf(world, call, before)
  const reading = readingOf(template)
  const capabilities = textsOf(input, 'Capabilities')
  checkCapabilities(reading, capabilities)
  const given = listOf(input, 'Parameters') as readonly GivenParameter[]
  const parameters = parameterValues(reading.template, given, before?.parameters)
  const tags = input['Tags'] === undefined && before !== undefined ? before.tags : tagsOf(input)
  const reserved = tags.find(({Key}) => /^aws:/i.test(Key))
  if (reserved !== undefined) throw validation('aws: prefixed tag key names are not allowed for external use.')
  // AWS gives them to every resource anew.
  if (before !== undefined && tagsText(tags) !== tagsText(before.tags))
    throw notServed('changes of the tags of a stack')
  return {wish: {template, parameters, tags, capabilities}, reading}
}

const tagsText = (tags: Wish['tags']) =>
  tags
    .map(({Key, Value}) => JSON.stringify([Key, Value]))
    .sort()
    .join()

/** The text of the template, wherever it is given. Throws ValidationError. */
export function templateOf(world: World, call: Call, before: Stack | undefined): string {
  const {input} = call
  const body = textOf(input, 'TemplateBody')
  const address = textOf(input, 'TemplateURL')
  // "either the TemplateBody or the TemplateURL parameter, but not both":
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html; the text is our own.
  if (body !== '' && address !== '') throw validation('You must specify either TemplateBody or TemplateURL, not both.')
  if (address !== '') return templateAt(world, call, address)
  if (body === '' && before !== undefined && textOf(input, 'UsePreviousTemplate') === 'true') return before.template
  if (body === '') throw validation('Either Template URL or Template Body must be specified.')
  if (Buffer.byteLength(body) > LARGEST) {
    throw validation(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST}`,
    )
  }
  return body
}

/** A role that CloudFormation works as must be one that the caller may pass on. */
export function passingRole({input}: Call): readonly Authorization[] {
  const role = textOf(input, 'RoleARN')
  if (role === '') return []
  const conditions = {'iam:passedtoservice': 'cloudformation.amazonaws.com'}
  return [{action: 'iam:PassRole', resource: role, resourceAsWritten: role, conditions}]
}

/** In whose name a stack changes: the role that was given, now or before, else the caller. Throws ValidationError. */
export function actorOf(world: World, call: Call, roleArn: string | undefined): Principal {
  if (roleArn === undefined) return call.principal
  if (!world.identities.serviceMayAssume(roleArn, 'cloudformation.amazonaws.com')) {
    throw validation(`Role ${roleArn} is invalid or cannot be assumed`)
  }
  const {accountId} = call
  const session = world.identities.issueSession({
    accountId,
    roleArn,
    sessionName: 'AWSCloudFormation',
    durationMs: 3_600_000,
  })
  const found = world.identities.lookup(session.accessKeyId, session.sessionToken)
  if (found.kind !== 'ok') throw validation(`Role ${roleArn} is invalid or cannot be assumed`)
  return found.principal
}

/** Values of parameters never enter the trail, and the template is not in it either. */
export function wishInTrail({input}: Call): Record<string, unknown> {
  const parameters = listOf(input, 'Parameters') as readonly GivenParameter[]
  return {
    stackName: textOf(input, 'StackName'),
    capabilities: textsOf(input, 'Capabilities'),
    parameters: parameters.map(({ParameterKey}) => ({parameterKey: ParameterKey, parameterValue: '****'})),
  }
}
