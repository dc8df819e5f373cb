import type {Deployment} from '../deployment.ts'
import {ascii} from './ascii.ts'
import {type Blueprint, blueprintOf} from './blueprint.ts'
import {attribute, block, type Entry, hclOf, quoted, type Value} from './hcl.ts'
import {kmsKey, NEW_KEY} from './parameters.ts'
import {secretExpression, variableNameOf, addressOf} from './terraform-names.ts'
import {dataBlocks} from './terraform-documents.ts'
import {resourceBlocks} from './terraform-resources.ts'
import {variableBlocks} from './terraform-variables.ts'

/** A package that fits into the file: the rotator without the SDK. */
export interface CarriedPackage {
  /** The bytes of the zip. */
  readonly code: Uint8Array
  /** SHA-256 in Base64, as Lambda tells it. */
  readonly codeSha256: string
}

/**
 * One self-contained file of Terraform, in ASCII and in the layout of `terraform fmt`. `carried`: its package; absent: it
 * is named when it is applied. Throws EMIT_REFUSED (exit 2) for what no template can say.
 */
export function terraformFile(deployment: Deployment, carried?: CarriedPackage): string {
  const blueprint = blueprintOf(deployment)
  return ascii(
    `${headingOf(blueprint)}\n${hclOf([
      providers(),
      ...variableBlocks(blueprint, carried !== undefined),
      ...dataBlocks(blueprint),
      ...codeBlocks(deployment.name, carried),
      ...keyLocal(blueprint),
      ...resourceBlocks(blueprint),
      ...outputs(blueprint),
    ])}`,
  )
}

function headingOf({deployment, secrets}: Blueprint): string {
  const made = secrets.some(({placeholder}) => placeholder !== undefined)
  return [
    `# ${deployment.rotator.name}, deployed by Terraform 1.11 or later.`,
    ...(made
      ? [
          '# A secret that is made here begins with a placeholder, which is no credential: rotate it once, and then let',
          '# consumers read it. No value stands in the state, and no later apply makes the placeholder current: it is put',
          '# with a label of its own, and only as the first version of a secret does it become AWSCURRENT.',
        ]
      : ['# The tags of the secret are read by the rotator and are not made here.']),
    '',
  ].join('\n')
}

/** Values that are written and never stored are of Terraform 1.11, and the placeholder is drawn by a provider of 5.100. */
function providers(): Entry {
  return block(
    'terraform',
    [],
    [
      attribute('required_version', quoted('>= 1.11')),
      block(
        'required_providers',
        [],
        [attribute('aws', {object: {source: quoted('hashicorp/aws'), version: quoted('>= 5.100')}})],
      ),
    ],
  )
}

const LINE = 100

/**
 * Terraform hands Lambda a file, and only a provider more, or a program of the machine, writes one. It is written where
 * the code is new; a plan elsewhere does not need it.
 */
function codeBlocks(name: string, carried: CarriedPackage | undefined): readonly Entry[] {
  if (carried === undefined) {
    return [
      block(
        'locals',
        [],
        [attribute('code_file', 'var.code_file'), attribute('code_sha256', 'filebase64sha256(var.code_file)')],
      ),
      block('resource', ['terraform_data', 'code'], [attribute('input', 'local.code_sha256')]),
    ]
  }
  const lines =
    Buffer.from(carried.code)
      .toString('base64')
      .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  const own = quoted(`${name}.zip`).slice(1, -1)
  return [
    block(
      'locals',
      [],
      [
        attribute('code_file', `var.code_file == null ? "\${path.module}/${own}" : var.code_file`),
        attribute(
          'code_sha256',
          `var.code_file == null ? ${quoted(carried.codeSha256)} : filebase64sha256(var.code_file)`,
        ),
        attribute('code', heredoc(lines)),
      ],
    ),
    block(
      'resource',
      ['terraform_data', 'code'],
      [
        attribute('triggers_replace', {list: ['local.code_sha256', 'var.function_name']}),
        block(
          'provisioner',
          ['local-exec'],
          [
            attribute(
              'command',
              'var.code_file == null ? "printf %s \\"$CODE\\" | base64 --decode > \\"$FILE\\"" : "true"',
            ),
            attribute('environment', {object: {CODE: 'local.code', FILE: 'local.code_file'}}),
          ],
        ),
      ],
    ),
  ]
}

function heredoc(lines: readonly string[]): Value {
  return ['<<-ZIP', ...lines.map(line => `  ${line}`), 'ZIP'].join('\n')
}

function keyLocal({key: made}: Blueprint): readonly Entry[] {
  const key = `var.${variableNameOf(kmsKey(false).name)}`
  const arn = made === undefined ? key : `${key} == ${quoted(NEW_KEY)} ? one(aws_kms_key.secret[*].arn) : ${key}`
  return [block('locals', [], [attribute('key_arn', arn)])]
}

function outputs({secrets}: Blueprint): readonly Entry[] {
  return [
    ...secrets.map(secret =>
      block('output', [addressOf('secret', secret)], [attribute('value', secretExpression(secret))]),
    ),
    block('output', ['function'], [attribute('value', 'aws_lambda_function.rotation.arn')]),
  ]
}
