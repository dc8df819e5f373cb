import type {DescribedFunction, FunctionSettingsInput} from '../../aws/gateways.ts'
import {ROLE_TRUST} from '../../deploy/deployment.ts'
import type {Package} from '../../packaging/package.ts'
import type {Mutation} from '../mutation.ts'
import {letsRuleIn} from './changes.ts'
import {EVENTS, FUNCTION, NAME, NOTIFY_TAG, ROLE_POLICY, rolePolicy, STATEMENT_ID} from './setup.ts'
import {mutationOf, type NotifyStage} from './stage.ts'
import {packed, unpacked, WATCHED} from './watched-list.ts'

const DESCRIPTION = 'Tells a topic how rotations end. Made by secrot notify.'

/** The package of the function, and the file that a printed command names. */
export type NotifierCode = Package & {readonly path: string}

/** A role that Lambda alone may take, and that allows nothing yet. */
export function newRole(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {roleName, roleArn} = setup
  const trust = JSON.stringify(ROLE_TRUST)
  const tags = tagsOf(stage)
  const Tags = Object.entries(tags).map(([Key, Value]) => ({Key, Value}))
  return mutationOf(stage, {
    resource: roleArn,
    summary: `Make role ${roleName}, for Lambda`,
    call: {
      service: 'iam',
      operation: 'CreateRole',
      input: {RoleName: roleName, AssumeRolePolicyDocument: ROLE_TRUST, Description: DESCRIPTION, Tags},
    },
    back: {service: 'iam', operation: 'DeleteRole', input: {RoleName: roleName}},
    was: found.role?.arn,
    read: async () => (await reads.role())?.arn,
    send: mutations => mutations.roles.create({roleName, trust, description: DESCRIPTION, tags}),
  })
}

/** What the function may do: publish to this topic, and write and list the streams of its own log. */
export function rolePolicyChange(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {roleName, roleArn} = setup
  const document = rolePolicy(setup, found.topicArn)
  const names = {RoleName: roleName, PolicyName: ROLE_POLICY}
  const putPolicy = (text: string) => ({
    service: 'iam',
    operation: 'PutRolePolicy',
    input: {...names, PolicyDocument: JSON.parse(text) as unknown},
  })
  return mutationOf(stage, {
    resource: roleArn,
    summary: `Let role ${roleName} publish to ${found.topicArn}`,
    call: putPolicy(document),
    back:
      found.rolePolicy === undefined
        ? {service: 'iam', operation: 'DeleteRolePolicy', input: names}
        : putPolicy(found.rolePolicy),
    was: found.rolePolicy,
    read: () => reads.rolePolicy(),
    send: mutations => mutations.roles.putPolicy({roleName, policyName: ROLE_POLICY, document}),
  })
}

/** The function that is told of events, and tells the topic. */
export function newFunction(stage: NotifyStage, {code, path}: NotifierCode, secrets: readonly string[]): Mutation {
  const {setup, reads, found} = stage
  const {runtime, handler, timeoutSeconds, memoryMb} = FUNCTION
  const variables = {TOPIC_ARN: found.topicArn, [WATCHED]: packed(secrets)}
  const settings = {runtime, handler, roleArn: setup.roleArn, timeoutSeconds, memoryMb, variables}
  return mutationOf(stage, {
    resource: setup.functionArn,
    summary: `Make function ${NAME}, which tells ${found.topicArn} of ${countOf(secrets)}`,
    call: {
      service: 'lambda',
      operation: 'CreateFunction',
      input: {
        FunctionName: NAME,
        Description: DESCRIPTION,
        ZipFile: `fileb://${path}`,
        ...wireSettings(settings),
        Tags: tagsOf(stage),
      },
    },
    back: {service: 'lambda', operation: 'DeleteFunction', input: {FunctionName: NAME}},
    was: found.function?.configuration.arn,
    read: async () => (await reads.function())?.configuration.arn,
    send: mutations =>
      mutations.functions.create({name: NAME, description: DESCRIPTION, code, tags: tagsOf(stage), ...settings}),
  })
}

export function codeChange(stage: NotifyStage, {code, path}: NotifierCode): Mutation {
  const {setup, reads, found} = stage
  return mutationOf(stage, {
    resource: setup.functionArn,
    summary: `Give function ${NAME} the code of this version of secrot`,
    call: {service: 'lambda', operation: 'UpdateFunctionCode', input: {FunctionName: NAME, ZipFile: `fileb://${path}`}},
    back: {because: 'its former code is not kept'},
    was: found.function?.configuration.codeSha256,
    read: async () => (await reads.function())?.configuration.codeSha256,
    send: mutations => mutations.functions.updateCode({name: NAME, code}),
  })
}

export function settingsChange(stage: NotifyStage, settings: FunctionSettingsInput): Mutation {
  const {setup, reads, found} = stage
  const listed = unpacked(settings.variables ?? {}, setup.place)
  return mutationOf(stage, {
    resource: setup.functionArn,
    summary: `Set ${Object.keys(settings).join(', ')} of function ${NAME}${listed === undefined ? '' : `, which tells of ${countOf(listed)}`}`,
    call: {
      service: 'lambda',
      operation: 'UpdateFunctionConfiguration',
      input: {FunctionName: NAME, ...wireSettings(settings)},
    },
    back: {because: 'run secrot notify with what it was before'},
    was: settingsOf(found.function),
    read: async () => settingsOf(await reads.function()),
    send: mutations => mutations.functions.updateSettings({name: NAME, settings}),
  })
}

/** Lets the rule, and no other, invoke the function. */
export function permission(stage: NotifyStage): Mutation {
  const {setup, reads} = stage
  const {functionArn, ruleArn} = setup
  const named = {FunctionName: functionArn, StatementId: STATEMENT_ID}
  return mutationOf(stage, {
    resource: functionArn,
    summary: `Let rule ${NAME} invoke function ${NAME}`,
    call: {
      service: 'lambda',
      operation: 'AddPermission',
      input: {...named, Action: 'lambda:InvokeFunction', Principal: EVENTS, SourceArn: ruleArn},
    },
    back: {service: 'lambda', operation: 'RemovePermission', input: named},
    was: false,
    read: async () => (await reads.statements()).some(statement => letsRuleIn(setup, statement)),
    send: mutations =>
      mutations.lambda.addPermission({functionArn, statementId: STATEMENT_ID, principal: EVENTS, sourceArn: ruleArn}),
  })
}

/** What a change of settings is planned from: all that it may set. Other variables are nobody's business here. */
function settingsOf(there: DescribedFunction | undefined): readonly unknown[] {
  const {runtime, handler, roleArn, timeoutMs, memoryMb} = there?.configuration ?? {}
  return [runtime, handler, roleArn, timeoutMs, memoryMb, there?.variables['TOPIC_ARN'], there?.variables[WATCHED]]
}

function countOf({length}: readonly string[]): string {
  return `${length} secret${length === 1 ? '' : 's'}`
}

function tagsOf({setup}: NotifyStage): Readonly<Record<string, string>> {
  return {[NOTIFY_TAG]: setup.place.region}
}

function wireSettings({runtime, handler, roleArn, timeoutSeconds, memoryMb, variables}: FunctionSettingsInput) {
  return {
    Runtime: runtime,
    Handler: handler,
    Role: roleArn,
    Timeout: timeoutSeconds === undefined ? undefined : String(timeoutSeconds),
    MemorySize: memoryMb === undefined ? undefined : String(memoryMb),
    Environment: variables === undefined ? undefined : {Variables: variables},
  }
}
