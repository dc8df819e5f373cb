import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import type {DeployJson} from '../../src/lib/output/views/deploy.ts'
import {packagesOf} from '../../tools/rotators.ts'
import {packageOf} from '../../src/lib/packaging/package.ts'
import {breachesOf} from '../support/json-schema.ts'
import {packagedRoot} from '../support/packaged-root.ts'
import {runSecrot, type SecrotRun} from '../support/run-secrot.ts'

let packaged: Awaited<ReturnType<typeof packagedRoot>>
beforeAll(async () => {
  packaged = await packagedRoot()
})
afterAll(() => packaged[Symbol.asyncDispose]())

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const OLD = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/old-AbCdEf'
const TEMPLATE = 'https://bucket.s3.eu-central-1.amazonaws.com/rotation.yaml'

/** Without a sandbox: nothing of it may ask AWS. */
const emitted = (...argv: readonly string[]): Promise<SecrotRun> =>
  runSecrot(['deploy', ...argv], {root: packaged.root, env: {NO_COLOR: '1'}})

interface Template {
  readonly Parameters: Readonly<Record<string, {readonly Default?: unknown}>>
  readonly Resources: Readonly<Record<string, {readonly Properties: Readonly<Record<string, unknown>>}>>
}
const read = (text: string): Template => parse(text, {logLevel: 'silent'}) as Template
const defaultsOf = ({stdout}: SecrotRun): Record<string, unknown> =>
  Object.fromEntries(Object.entries(read(stdout).Parameters).map(([name, {Default}]) => [name, Default]))

describe('deploy --emit', () => {
  it('prints a template with what the flags say, and the code that was rehearsed', async () => {
    const target = ['iam-access-key', '--secret', 'prod/ci', '--user', 'ci', '--every', '60d', '--window', '3h']
    const settings = [
      '--set',
      'MAIL_FROM=a@example.com',
      '--new-kms-key',
      'alias/own',
      '--log-retention',
      '365',
      '--name',
      'keys',
    ]
    const run = await emitted(...target, ...settings, '--emit', 'cloudformation')
    expect([run.exitCode, run.stderr]).toEqual([0, ''])
    expect(defaultsOf(run)).toMatchObject({
      SecretName: 'prod/ci',
      UserName: 'ci',
      PeriodDays: 60,
      Window: '3h',
      FunctionName: 'keys',
      MailFrom: 'a@example.com',
      KmsKey: 'new',
      LogRetentionDays: 365,
    })
    const [, inline] = await packagesOf('iam-access-key')
    expect(read(run.stdout).Resources['Function']?.Properties['Code']).toContainEqual({ZipFile: inline?.code})
  })

  it('prints a file of Terraform of a secret and a key that exist', async () => {
    const {exitCode, stdout} = await emitted(
      'random-password',
      '--secret',
      OLD,
      '--kms-key',
      KEY,
      '--emit',
      'terraform',
    )
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`default     = "${OLD}"`)
    expect(stdout).toContain(`default     = "${KEY}"`)
    expect(stdout).not.toContain('resource "aws_secretsmanager_secret" ')
  })

  it('prints the link of the console, in the region of the command line', async () => {
    const argv = ['random-password', '--secret', 'prod/one', '--emit', 'quick-create', '--template-url', TEMPLATE]
    const {exitCode, stdout} = await emitted(...argv, '--region', 'us-gov-west-1')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(
      /^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\/\S+&param_SecretName=prod%2Fone\S+\n$/,
    )
  })

  it('answers with --json what was written down, as its schema says', async () => {
    const run = await emitted('random-password', '--secret', 'prod/one', '--emit', 'cloudformation', '--json')
    expect(breachesOf('deploy', run.json)).toEqual([])
    const [, inline] = await packagesOf('random-password')
    expect(run.json as DeployJson).toMatchObject({
      outcome: 'emitted',
      functionArn: null,
      codeSha256: packageOf(inline!.zip).codeSha256,
      placeholder: true,
      emitted: {format: 'cloudformation', notes: []},
    })
  })

  it.each([
    ['a target that is not named', ['iam-access-key', '--emit', 'terraform'], '--user'],
    [
      'a target that it has no use for',
      ['random-password', '--user', 'ci', '--emit', 'terraform'],
      'no use for --user',
    ],
    ['a key by its alias', ['random-password', '--kms-key', 'alias/own', '--emit', 'terraform'], '--kms-key ARN'],
    ['a reader without a key that is made', ['random-password', '--reader', KEY, '--emit', 'terraform'], '--reader'],
    ['what is no alias', ['random-password', '--new-kms-key', 'own', '--emit', 'terraform'], 'alias/secrets'],
    ['to leave out what the role names', ['mysql-alternating', '--emit', 'terraform'], '--set MASTER_ARN=VALUE'],
    ['a first value that is somebody’s', ['postgresql', '--emit', 'terraform'], 'prod/one has to exist'],
    [
      'a link without a template',
      ['random-password', '--emit', 'quick-create', '--region', 'eu-central-1'],
      '--template-url URL',
    ],
    [
      'a template with an address',
      ['random-password', '--emit', 'terraform', '--template-url', TEMPLATE],
      'for --emit quick-create',
    ],
    ['an address alone', ['random-password', '--template-url', TEMPLATE], '--emit'],
    ['a rotation at once', ['random-password', '--emit', 'terraform', '--now'], '--now'],
    [
      'another field in a secret that a stack makes',
      ['random-password', '--set', 'PASSWORD_FIELD=pw', '--emit', 'cloudformation'],
      'the field is password',
    ],
    ['a user that there cannot be', ['iam-access-key', '--user', 'a b', '--emit', 'terraform'], 'UserName'],
  ])('refuses %s, exit 2, and prints nothing', async (_what, argv, says) => {
    const run = await emitted(...argv, '--secret', 'prod/one')
    expect([run.exitCode, run.stdout]).toEqual([2, ''])
    expect(run.stderr).toContain(says)
  })

  it.each([
    ['random-password', ['PASSWORD_LENGTH=40', 'PASSWORD_FIELD=pin']],
    ['iam-access-key', ['OVERLAP_HOURS=48', 'TOPIC_ARN=arn:aws:sns:eu-central-1:111122223333:rotations']],
    ['postgresql', ['PASSWORD_LENGTH=40']],
    ['mysql-alternating', [`MASTER_ARN=${OLD}`, 'EXCLUDE_PUNCTUATION=true']],
    ['https', ['REQUESTS_FIELD=calls']],
  ])(
    'makes variables of what is set for a secret that exists, and has no parameter that does nothing: %s',
    async (rotator, set) => {
      const target = rotator === 'iam-access-key' ? ['--user', 'ci'] : []
      const words = [rotator, '--secret', OLD, ...target, ...set.flatMap(one => ['--set', one])]
      const {exitCode, stdout, stderr} = await emitted(...words, '--emit', 'cloudformation')
      expect([exitCode, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
        0,
        expect.stringContaining('a variable of the function'),
      ])
      const {Parameters, ...rest} = read(stdout)
      const Variables = Object.fromEntries(set.map(one => one.split('=')))
      expect(rest.Resources['Function']?.Properties['Environment']).toEqual({Variables})
      expect(Object.keys(Parameters).filter(name => !JSON.stringify(rest.Resources).includes(name))).toEqual([])
      const file = await emitted(...words, '--emit', 'terraform')
      const used = [...file.stdout.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => `var.${name}`)
      expect(used.filter(name => !file.stdout.includes(name))).toEqual([])
      for (const one of set) expect(file.stdout).toContain(one.split('=')[0])
    },
  )

  it('says that a long template has to go by way of a bucket', async () => {
    const note = 'takes more than 51200 from a bucket only'
    const readers = Array.from({length: 500}, (_, at) => [
      '--reader',
      `arn:aws:iam::111122223333:role/${'r'.repeat(50)}${at}`,
    ])
    const key = ['--new-kms-key', 'alias/own', ...readers.flat()]
    const run = await emitted('random-password', '--secret', 'prod/one', ...key, '--emit', 'cloudformation')
    expect(run.exitCode).toBe(0)
    expect(run.stderr).toContain(note)
  })
})
