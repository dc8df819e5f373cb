import type {KeyStatement} from '../key-policy.ts'
import type {Statement} from '../role-policy.ts'
import type {Blueprint} from './blueprint.ts'
import {attribute, block, type Entry, quoted} from './hcl.ts'
import {kmsKey, SERVICE_KEY} from './parameters.ts'
import {templateStatements, type TemplateStatement} from './statements.ts'
import {terraformExpressions, variableNameOf} from './terraform-names.ts'

type Filled = (text: string) => string

const KEY = `var.${variableNameOf(kmsKey(false).name)}`

/** What is read of the account, and the policies that are put together. */
export function dataBlocks(blueprint: Blueprint): readonly Entry[] {
  const filled = terraformExpressions(blueprint)
  const {key} = blueprint
  return [
    block('data', ['aws_partition', 'current'], []),
    block('data', ['aws_caller_identity', 'current'], []),
    block('data', ['aws_region', 'current'], []),
    documentBlock('assume', [trustBlock()]),
    documentBlock(
      'rotation',
      templateStatements(blueprint).map(one => statementBlock(one, filled)),
    ),
    ...(key === undefined
      ? []
      : [
          documentBlock(
            'key',
            key.policy.Statement.map(one => keyStatementBlock(one, filled)),
          ),
        ]),
  ]
}

function documentBlock(name: string, statements: readonly Entry[]): Entry {
  return block('data', ['aws_iam_policy_document', name], statements)
}

function trustBlock(): Entry {
  const body = [
    attribute('actions', {list: [quoted('sts:AssumeRole')]}),
    principalsBlock('Service', 'lambda.amazonaws.com'),
  ]
  return block('statement', [], body)
}

function principalsBlock(type: string, identifier: string, filled: Filled = quoted): Entry {
  return block(
    'principals',
    [],
    [attribute('type', quoted(type)), attribute('identifiers', {list: [filled(identifier)]})],
  )
}

function statementBlock({statement, when}: TemplateStatement, filled: Filled): Entry {
  const {Action, Resource, Condition} = statement
  const body = [
    attribute('actions', {list: Action.map(quoted)}),
    attribute('resources', {list: Resource.map(filled)}),
    ...conditionBlocks(Condition, filled),
  ]
  if (when === undefined) return block('statement', [], body)
  const isWanted =
    when === kmsKey(false).name ? `${KEY} != ${quoted(SERVICE_KEY)}` : `var.${variableNameOf(when)} != null`
  return block('dynamic', ['statement'], [attribute('for_each', `${isWanted} ? [1] : []`), block('content', [], body)])
}

function keyStatementBlock({Sid, Principal, Action, Resource, Condition}: KeyStatement, filled: Filled): Entry {
  const body = [
    attribute('sid', quoted(Sid)),
    attribute('actions', {list: [Action].flat().map(quoted)}),
    attribute('resources', {list: [quoted(Resource)]}),
    principalsBlock('AWS', Principal.AWS, filled),
    ...conditionBlocks(Condition, filled),
  ]
  return block('statement', [], body)
}

function conditionBlocks(condition: Statement['Condition'] = {}, filled: Filled): readonly Entry[] {
  return Object.entries(condition).flatMap(([test, members]) =>
    Object.entries(members).map(([variable, values]) =>
      block(
        'condition',
        [],
        [
          attribute('test', quoted(test)),
          attribute('variable', quoted(variable)),
          attribute('values', {list: [values].flat().map(filled)}),
        ],
      ),
    ),
  )
}
