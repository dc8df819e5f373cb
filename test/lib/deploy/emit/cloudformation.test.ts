import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import {cloudFormationTemplate} from '../../../../src/lib/deploy/emit/cloudformation.ts'
import {packagedRotator} from '../../../../src/lib/rotators/catalogue.ts'
import {aDeployment, otherRotators, placeholderRotators as names} from '../../../support/a-deployment.ts'
import {cfnLint, cfnLintTitle, withoutCfnLint} from '../../../support/cfn-lint.ts'

interface Resource {
  readonly Type: string
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly Properties: Readonly<Record<string, unknown>>
}

interface Template {
  readonly Parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly Resources: Readonly<Record<string, Resource>>
}

const code = 'exports.handler = async () => {}\n//'.padEnd(2000, '-')

/** A value for each setting that takes not anything. */
const valid: Readonly<Record<string, string>> = {
  PASSWORD_LENGTH: '40',
  MIN_BITS: '100',
  OVERLAP_HOURS: '48',
  EXCLUDE_LOWERCASE: 'true',
  EXCLUDE_UPPERCASE: 'true',
  EXCLUDE_NUMBERS: 'true',
  EXCLUDE_PUNCTUATION: 'true',
  INCLUDE_SPACE: 'true',
  REQUIRE_EACH_INCLUDED_TYPE: 'false',
  MAIL_FROM: 'a@example.com',
  MAIL_TO: 'b@example.com',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:rotations',
  TEST_FUNCTION: 'arn:aws:lambda:eu-central-1:111122223333:function:hook',
  TEST_URL: 'https://example.com/hook',
}

/** With what the functions of CloudFormation are given, without their names. */
const read = (text: string): Template => parse(text, {logLevel: 'silent'}) as Template
const template = (...args: Parameters<typeof aDeployment>): Template =>
  read(cloudFormationTemplate(aDeployment(...args), code))

describe('a template of CloudFormation', () => {
  it.each(names)('keeps secret and key whatever becomes of the stack, and calls no rotation: %s', name => {
    const {Resources} = template(name)
    const {Secret, Key, Rotation, Function: fn} = Resources
    for (const kept of [Secret, Key])
      expect(kept).toMatchObject({DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain'})
    expect(Rotation?.DependsOn).toContain('Permission')
    expect(Rotation?.Properties['RotateImmediatelyOnUpdate']).toBe(false)
    expect(fn?.DependsOn).toContain('LogGroup')
    expect(Resources['Permission']?.Properties).toMatchObject({
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: 'AWS::AccountId',
    })
  })

  // What is drawn by another rule is drawn again, over the value in use: these lines never change.
  it.each([
    ['appsync-api-key', '{}', 'apiKey'],
    ['iam-access-key', '{"accessKeyId":"placeholder"}', 'secretAccessKey'],
    ['random-password', '{}', 'password'],
  ])('draws a first value by the same rule for ever, and holds none: %s', (name, fixed, generated) => {
    const {Secret} = template(name).Resources
    expect(Secret?.Properties['GenerateSecretString']).toEqual({
      SecretStringTemplate: fixed,
      GenerateStringKey: generated,
      ExcludePunctuation: true,
    })
    expect(Secret?.Properties).not.toHaveProperty('SecretString')
  })

  it.each(otherRotators)('is of a secret that exists, where no placeholder can stand for its value: %s', name => {
    const {Resources} = template(name)
    expect(Object.keys(Resources)).toEqual(['Role', 'RolePolicy', 'LogGroup', 'Function', 'Permission', 'Rotation'])
  })

  it('takes the ARN of a master secret always, and lets the role read it', () => {
    const {Parameters, Resources} = template('mysql-alternating')
    expect(new RegExp(`^(?:${String(Parameters['MasterArn']?.['AllowedPattern'])})$`).test('')).toBe(false)
    expect(Resources['RolePolicy']?.Properties['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([
        {Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: ['MasterArn']},
      ]),
    })
  })

  it('lets rotator and readers use a new key through Secrets Manager for its secret, and the account administer it', () => {
    const app = 'arn:aws:iam::111122223333:role/app'
    const {Key} = template('random-password', {
      secrets: [{key: {kind: 'new', alias: 'alias/own', readers: [app]}}],
    }).Resources
    const policy = Key?.Properties['KeyPolicy'] as {readonly Statement: readonly object[]} | undefined
    expect(policy?.Statement).toMatchObject([
      {Principal: {AWS: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}, Action: 'kms:*'},
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: {
          StringEquals: {
            'kms:CallerAccount': 'AWS::AccountId',
            'kms:ViaService': 'secretsmanager.${AWS::Region}.amazonaws.com',
          },
          ArnEquals: {'aws:PrincipalArn': [['Role', 'Arn']]},
          StringLike: {
            'kms:EncryptionContext:SecretARN': [
              'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${SecretName}-??????',
            ],
          },
        },
      },
      {Action: ['kms:Decrypt'], Condition: {ArnEquals: {'aws:PrincipalArn': [app]}}},
    ])
  })

  it.each(
    names.flatMap(name =>
      (packagedRotator(name)?.settings ?? []).map(setting => [name, setting.name, setting.tag] as const),
    ),
  )('draws it by the same rule whatever is set, or is refused: %s with %s', (name, setting, tag) => {
    const [secret] = aDeployment(name).secrets
    const set = aDeployment(name, {secrets: [{tags: {...secret?.tags, [tag]: valid[setting] ?? 'pw'}}]})
    const generated = (text: string): unknown => read(text).Resources['Secret']?.Properties['GenerateSecretString']
    const emitted = (): unknown => generated(cloudFormationTemplate(set, code))
    if (['PASSWORD_FIELD', 'API_KEY_FIELD', 'ACCESS_KEY_ID_FIELD', 'SECRET_ACCESS_KEY_FIELD'].includes(setting))
      expect(emitted).toThrow(`${setting} is for a secret that exists`)
    else expect(emitted()).toEqual(generated(cloudFormationTemplate(aDeployment(name), code)))
  })

  it('takes the name that the field has, and any name in a secret that exists', () => {
    const own = {tags: {'secrot:password-field': 'password'}}
    expect(template('random-password', {secrets: [own]}).Resources['Secret']).toBeDefined()
    const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/old-AbCdEf'
    const other = {arn, tags: {'secrot:password-field': 'pin'}}
    expect(template('random-password', {secrets: [other]}).Resources['Secret']).toBeUndefined()
  })

  it('takes what the deployment says for defaults, each within its bounds', () => {
    const {Parameters} = template('iam-access-key', {
      secrets: [
        {rules: {automaticallyAfterDays: 90, duration: '3h'}, key: {kind: 'new', alias: 'alias/own', readers: []}},
      ],
    })
    expect(Parameters).toMatchObject({
      SecretName: {Default: 'prod/one'},
      UserName: {Default: 'ci', AllowedPattern: expect.any(String)},
      PeriodDays: {Type: 'Number', Default: 90, MinValue: 2, MaxValue: 1000},
      Window: {Default: '3h'},
      KmsKey: {Default: 'new'},
      TopicArn: {Default: ''},
      MailFrom: {Default: ''},
      LogRetentionDays: {Default: 30},
    })
    for (const {Default, AllowedPattern} of Object.values(Parameters))
      if (typeof AllowedPattern === 'string')
        expect(String(Default)).toMatch(new RegExp(`^(?:${AllowedPattern})$`, 'u'))
  })

  it.each([
    [
      'KmsKey',
      ['aws/kms', 'alias/own', 'arn:aws:kms:eu-central-1:111122223333:alias/own'],
      ['new', 'aws/secretsmanager'],
    ],
    ['UserName', ['', 'team/alice', 'a b'], ['alice', 'a.b+c@example.com']],
    ['UserPath', ['/team/', 'team', '*/', 'te?m/'], ['', 'team/', 'team/a.b/']],
    ['Window', ['25h', '0h', '3'], ['', '1h', '24h']],
    ['MailFrom', ['one', 'a@b@c'], ['', 'a+b@example.com']],
    ['SecretName', ['', 'prod one'], ['prod/one', 'a+=.@-_']],
    ['OverlapHours', ['a day', '-1'], ['', '48']],
  ])('refuses for %s what AWS or the rotator would', (parameter, refused, taken) => {
    const {AllowedPattern} = template('iam-access-key').Parameters[parameter] ?? {}
    const pattern = new RegExp(`^(?:${String(AllowedPattern)})$`, 'u')
    expect(refused.filter(value => pattern.test(value))).toEqual([])
    expect(taken.filter(value => !pattern.test(value))).toEqual([])
  })

  it('leaves a secret that exists as it is, but for its schedule', () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/old-AbCdEf'
    const {Parameters, Resources} = template('iam-access-key', {secrets: [{arn}]})
    expect(Parameters['SecretArn']).toMatchObject({Default: arn})
    expect(Parameters['KmsKey']?.['AllowedPattern']).not.toContain('new')
    expect(Object.values(Resources).map(({Type}) => Type)).not.toContain('AWS::SecretsManager::Secret')
    expect(Object.values(Resources).map(({Type}) => Type)).not.toContain('AWS::KMS::Key')
    expect(Resources['Rotation']?.Properties['SecretId']).toBe('SecretArn')
  })

  it('has names and targets for each of several secrets, and one schedule where they agree', () => {
    const secrets = ['ci', 'team/alice'].map(user => ({name: `keys/${user}`, targets: {user}}))
    const {Parameters, Resources} = template('iam-access-key', {secrets})
    expect(Parameters).toMatchObject({
      SecretName1: {Default: 'keys/ci'},
      UserName1: {Default: 'ci'},
      SecretName2: {Default: 'keys/team/alice'},
      UserName2: {Default: 'alice'},
      UserPath2: {Default: 'team/'},
      PeriodDays: {Default: 30},
    })
    expect(Object.keys(Resources).filter(id => /^(Secret|Rotation)/.test(id))).toEqual([
      'Secret1',
      'Secret2',
      'Rotation1',
      'Rotation2',
    ])
    expect(JSON.stringify(Resources['RolePolicy'])).toContain('user/${UserPath2}${UserName2}')
  })

  it('says schedules and settings as they are where the secrets differ in them', () => {
    const {Parameters, Resources} = template('random-password', {
      secrets: [
        {name: 'one', rules: {scheduleExpression: 'rate(10 days)'}, tags: {'secrot:password-length': '20'}},
        {name: 'two', rules: {automaticallyAfterDays: 7}},
      ],
    })
    expect(Parameters).not.toHaveProperty('PeriodDays')
    expect(Parameters).not.toHaveProperty('PasswordLength')
    expect(Resources['Rotation1']?.Properties['RotationRules']).toEqual({ScheduleExpression: 'rate(10 days)'})
    expect(Resources['Rotation2']?.Properties['RotationRules']).toEqual({AutomaticallyAfterDays: 7})
    expect(Resources['Secret1']?.Properties['Tags']).toContainEqual({Key: 'secrot:password-length', Value: '20'})
    expect(JSON.stringify(Resources['Secret2'])).not.toContain('password-length')
  })

  it('wants bucket and key where it carries no code', () => {
    const {Parameters, Resources} = read(cloudFormationTemplate(aDeployment('random-password')))
    expect(Parameters['CodeBucket']).not.toHaveProperty('Default')
    expect(Resources['Function']?.Properties['Code']).toEqual({S3Bucket: 'CodeBucket', S3Key: 'CodeKey'})
  })

  it('holds its code as it is', () => {
    const awkward = `exports.handler = async () => \`\${1}\n\n  "'\\\\ # no comment: {{}} !Ref %\`\n${code}`
    const text = cloudFormationTemplate(aDeployment('random-password'), awkward)
    expect(read(text).Resources['Function']?.Properties['Code']).toContainEqual({ZipFile: awkward})
  })

  it.each(names)('is in ASCII: %s', name => {
    expect(cloudFormationTemplate(aDeployment(name), code)).toMatch(/^[\n\x20-\x7E]+$/)
  })

  it('is refused for secrets under different keys, for none, and where no placeholder can stand for the first value', () => {
    const own = {kind: 'existing', arn: 'arn:aws:kms:eu-central-1:111122223333:key/1'} as const
    expect(() => template('random-password', {secrets: [{}, {name: 'two', key: own}]})).toThrow('one key')
    expect(() => template('random-password', {secrets: []})).toThrow('one secret at least')
    const {rotator} = aDeployment('random-password')
    const replacing = {...aDeployment('random-password'), rotator: {...rotator, kind: 'rep' as const}}
    expect(() => cloudFormationTemplate(replacing, code)).toThrow('prod/one has to exist')
  })
})

describe.skipIf(withoutCfnLint !== undefined)(
  `a template of CloudFormation, by ${cfnLintTitle}`,
  {timeout: 120_000},
  () => {
    it.each([...names, 'mysql-alternating'])('has no error and no warning: %s', name => {
      expect(cfnLint(cloudFormationTemplate(aDeployment(name), code))).toBe('')
    })

    it('has none either with several secrets, with one that exists, and with its code in a bucket', () => {
      const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/old-AbCdEf'
      const secrets = [{name: 'one'}, {name: 'two', arn}]
      expect(cfnLint(cloudFormationTemplate(aDeployment('iam-access-key', {secrets})))).toBe('')
      expect(cfnLint(cloudFormationTemplate(aDeployment('iam-access-key', {secrets: [{arn}]}), code))).toBe('')
    })

    it('would have an error that cfn-lint finds', () => {
      const broken = cloudFormationTemplate(aDeployment('random-password'), code).replace(
        'AutomaticallyAfterDays',
        'Days',
      )
      expect(cfnLint(broken)).toContain('E3002')
    })
  },
)
