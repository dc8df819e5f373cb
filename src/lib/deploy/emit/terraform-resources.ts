import type {Blueprint, BlueprintRules, BlueprintSecret} from './blueprint.ts'
import {attribute, block, type Entry, quoted, type Value} from './hcl.ts'
import {kmsKey, NEW_KEY, SERVICE_KEY} from './parameters.ts'
import {PLACEHOLDER, type Placeholder} from './placeholder.ts'
import {addressOf, secretExpression, terraformExpressions, variableNameOf, words} from './terraform-names.ts'

type Filled = (text: string) => string

const ROLE = 'aws_iam_role.rotation'
const KEY = `var.${variableNameOf(kmsKey(false).name)}`

/** What is made, in the order in which it is needed. */
export function resourceBlocks(blueprint: Blueprint): readonly Entry[] {
  const filled = terraformExpressions(blueprint)
  const {secrets, key} = blueprint
  return [
    ...(key === undefined ? [] : keyBlocks(filled(key.alias))),
    ...secrets.flatMap(secret => secretBlocks(secret, filled)),
    block(
      'resource',
      ['aws_iam_role', 'rotation'],
      [
        // IAM takes 64 characters, as Lambda does.
        attribute('name', '"${substr(var.function_name, 0, 59)}-role"'),
        attribute('assume_role_policy', 'data.aws_iam_policy_document.assume.json'),
      ],
    ),
    block(
      'resource',
      ['aws_iam_role_policy', 'rotation'],
      [
        attribute('name', quoted('rotation')),
        attribute('role', `${ROLE}.id`),
        attribute('policy', 'data.aws_iam_policy_document.rotation.json'),
      ],
    ),
    block(
      'resource',
      ['aws_cloudwatch_log_group', 'rotation'],
      [
        attribute('name', '"/aws/lambda/${var.function_name}"'),
        attribute('retention_in_days', 'var.log_retention_days'),
      ],
    ),
    functionBlock(blueprint),
    block(
      'resource',
      ['aws_lambda_permission', 'secrets_manager'],
      [
        attribute('statement_id', quoted('secrets-manager')),
        attribute('action', quoted('lambda:InvokeFunction')),
        attribute('function_name', 'aws_lambda_function.rotation.function_name'),
        attribute('principal', quoted('secretsmanager.amazonaws.com')),
        attribute('source_account', 'data.aws_caller_identity.current.account_id'),
      ],
    ),
    ...secrets.flatMap(secret => (secret.rules === undefined ? [] : [rotationBlock(secret, secret.rules, filled)])),
  ]
}

function keyBlocks(alias: string): readonly Entry[] {
  const count = attribute('count', `${KEY} == ${quoted(NEW_KEY)} ? 1 : 0`)
  return [
    block(
      'resource',
      ['aws_kms_key', 'secret'],
      [
        count,
        attribute('description', '"Encrypts the secrets of ${var.function_name}."'),
        attribute('enable_key_rotation', 'true'),
        attribute('policy', 'data.aws_iam_policy_document.key.json'),
        kept(),
      ],
    ),
    block(
      'resource',
      ['aws_kms_alias', 'secret'],
      [count, attribute('name', alias), attribute('target_key_id', 'aws_kms_key.secret[0].key_id')],
    ),
  ]
}

/** Neither a plan that replaces it nor `terraform destroy` takes it away. */
function kept(): Entry {
  return block('lifecycle', [], [attribute('prevent_destroy', 'true')])
}

function secretBlocks(secret: BlueprintSecret, filled: Filled): readonly Entry[] {
  const {parameter, placeholder, tags} = secret
  if (placeholder === undefined) return []
  const address = addressOf('secret', secret)
  const written: Record<string, Value> = Object.fromEntries(tags.map(({key, value}) => [key, filled(value)]))
  return [
    block(
      'resource',
      ['aws_secretsmanager_secret', address],
      [
        attribute('name', `var.${variableNameOf(parameter)}`),
        attribute('kms_key_id', `${KEY} == ${quoted(SERVICE_KEY)} ? null : local.key_arn`),
        attribute('tags', `{ for name, value in local.${addressOf('tags', secret)} : name => value if value != null }`),
        kept(),
      ],
    ),
    block('locals', [], [attribute(addressOf('tags', secret), {object: written})]),
    ...firstValueBlocks(secret, address, placeholder),
  ]
}

function firstValueBlocks(secret: BlueprintSecret, address: string, {fixed, generated}: Placeholder): readonly Entry[] {
  const drawn = addressOf('placeholder', secret)
  const members = Object.entries(fixed).map(([name, value]) => [name, quoted(value)])
  return [
    block('ephemeral', ['aws_secretsmanager_random_password', drawn], [attribute('exclude_punctuation', 'true')]),
    block(
      'resource',
      ['aws_secretsmanager_secret_version', drawn],
      [
        attribute('secret_id', `aws_secretsmanager_secret.${address}.id`),
        attribute('version_stages', {list: [quoted(PLACEHOLDER)]}),
        attribute('secret_string_wo_version', '1'),
        attribute(
          'secret_string_wo',
          encoded([...members, [generated, `ephemeral.aws_secretsmanager_random_password.${drawn}.random_password`]]),
        ),
        block('lifecycle', [], [attribute('ignore_changes', {list: ['version_stages', 'secret_string_wo_version']})]),
      ],
    ),
  ]
}

function encoded(members: readonly (readonly string[])[]): string {
  return `jsonencode({ ${members.map(([name = '', value = '']) => `${quoted(name)} = ${value}`).join(', ')} })`
}

function functionBlock({deployment}: Blueprint): Entry {
  const {handler, timeoutSeconds, memoryMb} = deployment.rotator.function
  const {variables, network, rotator} = deployment
  const names = Object.entries(variables).map(([name, value]) => [name, quoted(value)])
  return block(
    'resource',
    ['aws_lambda_function', 'rotation'],
    [
      attribute('function_name', 'var.function_name'),
      attribute('description', words(`${rotator.name}, a rotator of secrot.`)),
      attribute('role', `${ROLE}.arn`),
      attribute('runtime', 'var.runtime'),
      attribute('handler', quoted(handler)),
      attribute('timeout', String(timeoutSeconds)),
      attribute('memory_size', String(memoryMb)),
      attribute('filename', 'local.code_file'),
      attribute('source_code_hash', 'local.code_sha256'),
      ...(names.length === 0
        ? []
        : [block('environment', [], [attribute('variables', {object: Object.fromEntries(names)})])]),
      ...(network === undefined
        ? []
        : [
            block(
              'vpc_config',
              [],
              [
                attribute('subnet_ids', {list: network.subnetIds.map(quoted)}),
                attribute('security_group_ids', {list: network.securityGroupIds.map(quoted)}),
              ],
            ),
          ]),
      attribute('depends_on', {
        list: ['aws_cloudwatch_log_group.rotation', 'aws_iam_role_policy.rotation', 'terraform_data.code'],
      }),
    ],
  )
}

function rotationBlock(secret: BlueprintSecret, {days, schedule, window}: BlueprintRules, filled: Filled): Entry {
  const {placeholder} = secret
  const first =
    placeholder === undefined ? [] : [`aws_secretsmanager_secret_version.${addressOf('placeholder', secret)}`]
  const number = (text: string): string => (/^\d+$/.test(text) ? text : filled(text))
  return block(
    'resource',
    ['aws_secretsmanager_secret_rotation', addressOf('rotation', secret)],
    [
      attribute('secret_id', secretExpression(secret)),
      attribute('rotation_lambda_arn', 'aws_lambda_function.rotation.arn'),
      attribute('rotate_immediately', 'false'),
      block(
        'rotation_rules',
        [],
        [
          ...(days === undefined ? [] : [attribute('automatically_after_days', number(days))]),
          ...(schedule === undefined ? [] : [attribute('schedule_expression', filled(schedule))]),
          ...(window === undefined ? [] : [attribute('duration', filled(window))]),
        ],
      ),
      attribute('depends_on', {list: ['aws_lambda_permission.secrets_manager', ...first]}),
    ],
  )
}
