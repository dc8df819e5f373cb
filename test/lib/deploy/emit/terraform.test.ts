import {createHash} from 'node:crypto'
import {describe, expect, it} from 'vitest'
import {terraformFile} from '../../../../src/lib/deploy/emit/terraform.ts'
import {inlineZip} from '../../../../src/lib/packaging/inline.ts'
import {packageOf} from '../../../../src/lib/packaging/package.ts'
import {aDeployment, otherRotators, placeholderRotators as names} from '../../../support/a-deployment.ts'
import {
  mirrorTitle,
  terraformFolder,
  terraformTitle,
  withoutMirror,
  withoutTerraform,
} from '../../../support/terraform.ts'

const zip = inlineZip('exports.handler = async () => {}')
const carried = packageOf(zip)
const file = (...args: Parameters<typeof aDeployment>): string => terraformFile(aDeployment(...args), carried)

const OLD = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/old-AbCdEf'
/** Of every kind of file: what is made, what exists, several, settings of each, no code. */
const files: readonly (readonly [string, string])[] = [
  ...[...names, ...otherRotators].map(name => [name, file(name)] as const),
  ['a secret that exists', file('iam-access-key', {secrets: [{arn: OLD}]})],
  [
    'a key that exists',
    file('random-password', {secrets: [{key: {kind: 'existing', arn: 'arn:aws:kms:eu-central-1:111122223333:key/1'}}]}),
  ],
  [
    'several secrets',
    file('iam-access-key', {
      secrets: [
        {name: 'one', targets: {user: 'team/alice'}},
        {
          name: 'two',
          rules: {scheduleExpression: 'cron(0 8 1 * ? *)', duration: '2h'},
          tags: {'secrot:mail-to': 'b@example.com'},
        },
      ],
    }),
  ],
  [
    'variables and a network',
    file('random-password', {
      variables: {EXCLUDE_CHARACTERS: '"${x}%{y}\\'},
      network: {vpcId: 'vpc-1', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1']},
    }),
  ],
  ['code in a file', terraformFile(aDeployment('random-password'))],
]

/** The block of a resource; undefined: there is none. */
function resource(text: string, type: string, name: string): string | undefined {
  return new RegExp(`^resource "${type}" "${name}" \\{\\n(?:.*\\n)*?\\}\\n`, 'm').exec(text)?.[0]
}

describe('a file of Terraform', () => {
  it.each(names)('never writes a value again, keeps secret and key, and calls no rotation: %s', name => {
    const text = file(name)
    for (const type of ['aws_secretsmanager_secret', 'aws_kms_key'])
      expect(resource(text, type, 'secret')).toMatch(/lifecycle \{\n {4}prevent_destroy = true\n/)
    const first = resource(text, 'aws_secretsmanager_secret_version', 'placeholder')
    expect(first).toContain('ignore_changes = [version_stages, secret_string_wo_version]')
    // With a label of its own, AWSCURRENT is only given to the first version that a secret ever has.
    expect(first).toContain('version_stages           = ["placeholder"]')
    const rotation = resource(text, 'aws_secretsmanager_secret_rotation', 'rotation')
    expect(rotation).toContain('rotate_immediately  = false')
    expect(rotation).toMatch(/depends_on = \[\n {4}aws_lambda_permission\.secrets_manager,/)
    expect(resource(text, 'aws_lambda_permission', 'secrets_manager')).toContain(
      'source_account = data.aws_caller_identity.current.account_id',
    )
  })

  it.each(names)('has no value that would stand in the state: %s', name => {
    expect(file(name)).not.toMatch(/secret_string\s+=/)
    expect(file(name)).toMatch(/secret_string_wo +=.*ephemeral\.aws_secretsmanager_random_password/)
  })

  it('carries its package, with the digest that Lambda will tell', () => {
    const text = file('random-password')
    const [, lines = ''] = /<<-ZIP\n([\s\S]*?)\n\s+ZIP\n/.exec(text) ?? []
    const bytes = Buffer.from(lines.replaceAll(/\s/g, ''), 'base64')
    expect(new Uint8Array(bytes)).toEqual(zip)
    expect(text).toContain(`"${createHash('sha256').update(bytes).digest('base64')}"`)
  })

  it('leaves a secret that exists as it is, but for its schedule', () => {
    const text = file('iam-access-key', {secrets: [{arn: OLD}]})
    expect(text).not.toMatch(/resource "aws_(secretsmanager_secret|secretsmanager_secret_version|kms_key)"/)
    expect(resource(text, 'aws_secretsmanager_secret_rotation', 'rotation')).toContain('= var.secret_arn')
  })

  it('allows a user with the path that it has', () => {
    const text = file('iam-access-key', {secrets: [{targets: {user: 'team/alice'}}]})
    expect(text).toContain(':user/${var.user_path}${var.user_name}"')
    const without = file('iam-access-key', {secrets: [{targets: {user: 'alice'}}]})
    expect(without).toMatch(/variable "user_path" \{\n  type        = string\n  default     = ""\n/)
  })

  it.each(files)('is in ASCII: %s', (_what, text) => {
    expect(text).toMatch(/^[\n\x20-\x7E]+$/)
  })
})

describe.skipIf(withoutTerraform !== undefined)(`a file of Terraform, by ${terraformTitle}`, {timeout: 60_000}, () => {
  it.each(files)('can be read, and has the layout of terraform fmt: %s', async (_what, text) => {
    using folder = terraformFolder(text)
    expect(await folder.run(['fmt', '-check', '-diff'])).toEqual({status: 0, output: ''})
  })
})

describe.skipIf(withoutMirror !== undefined)(`a file of Terraform, by ${mirrorTitle}`, {timeout: 120_000}, () => {
  it.each([
    // All as modules of one, because the provider takes seconds to start.
    ['that carries its code', files.slice(0, -1).map(([, text]) => text)],
    ['without code', terraformFile(aDeployment('random-password'))],
  ])('is valid, of every kind: %s', async (_kind, texts) => {
    using folder = terraformFolder(texts)
    await folder.init()
    const {status, output} = await folder.run(['validate', '-no-color'])
    expect([status, output.trim()]).toEqual([0, 'Success! The configuration is valid.'])
  })

  it('would not be valid with an attribute that there is not', async () => {
    using folder = terraformFolder([file('random-password').replace('rotate_immediately ', 'rotate_at_once     ')])
    await folder.init()
    expect((await folder.run(['validate', '-no-color'])).output).toContain('"rotate_at_once" is not expected here')
  })
})
