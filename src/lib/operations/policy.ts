import {type PolicyTargets, type ResourceKind, resourceKindOf, resourcesOf} from './policy-resources.ts'

/** A command with the AWS actions that it declares; the tests fail when it calls another. */
export interface CommandActions {
  /** As it is typed, without `secrot`. */
  readonly name: string
  readonly actions: readonly string[]
}

export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly {
    readonly Sid: string
    readonly Effect: 'Allow'
    readonly Action: readonly string[]
    readonly Resource: string | readonly string[]
  }[]
}

/** What a command needs, or all commands. */
export interface PolicyResult {
  readonly commands: readonly CommandActions[]
  /** Absent: no command was named, or it calls nothing of AWS. */
  readonly policy?: PolicyDocument
  /** What the declared actions cannot say. */
  readonly notes: readonly string[]
}

// In the order of the statements.
const sids: Readonly<Record<ResourceKind, string>> = {
  secret: 'Secrets',
  function: 'Functions',
  'log-group': 'FunctionLogs',
  'log-groups': 'LogGroups',
  user: 'AccessKeys',
  role: 'Roles',
  policy: 'Policies',
  key: 'Keys',
  'key-and-alias': 'KeyNames',
  'graphql-api': 'GraphqlApis',
  account: 'Account',
  network: 'Networks',
  rule: 'Rules',
  topic: 'Topics',
  trail: 'Trails',
  configured: 'Configured',
  none: 'WithoutResource',
}

/** The same without the actions that change something. */
export function readsOf({name, actions}: CommandActions): CommandActions {
  return {
    name,
    actions: actions.filter(action => /:(Get|List|Describe|Lookup|Filter|Simulate|Assume)[A-Z]/.test(action)),
  }
}

/** The least policy for a command: its declared actions, one statement for each kind of resource. Asks AWS nothing. */
export function policyOf(command: CommandActions, targets: PolicyTargets): PolicyResult {
  // Also where no statement is about them: a typing error is an error.
  for (const kind of ['secret', 'function'] as const) resourcesOf(kind, targets)
  const byKind = Map.groupBy(new Set(command.actions), action => resourceKindOf(action) ?? 'none')
  const statements = (Object.keys(sids) as ResourceKind[]).flatMap(kind => {
    const actions = byKind.get(kind)
    if (actions === undefined) return []
    const [first, ...more] = resourcesOf(kind, targets)
    if (first === undefined) return []
    const resource = more.length === 0 ? first : [first, ...more]
    return [{Sid: sids[kind], Effect: 'Allow' as const, Action: actions.sort(), Resource: resource}]
  })
  return {
    commands: [command],
    ...(statements.length === 0 ? {} : {policy: {Version: '2012-10-17', Statement: statements}}),
    notes: notesOn(command.actions),
  }
}

function notesOn(actions: readonly string[]): readonly string[] {
  const notes: string[] = []
  if (actions.includes('secretsmanager:GetSecretValue'))
    notes.push('A value under a KMS key of your own is read with kms:Decrypt on that key, too.')
  if (actions.includes('logs:FilterLogEvents'))
    notes.push('The log group of a function is taken for /aws/lambda/NAME; one of another name has to be added.')
  if (actions.includes('sts:AssumeRole'))
    notes.push(
      'Roles that a configuration file or a flag names are assumed with sts:AssumeRole on each; add it for those.',
    )
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
  if (actions.includes('secretsmanager:RotateSecret') && !actions.includes('lambda:InvokeFunction'))
    notes.push('AWS documents lambda:InvokeFunction on the function for RotateSecret; add it where AWS asks for it.')
  return notes
}
