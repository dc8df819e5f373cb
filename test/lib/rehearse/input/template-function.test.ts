import {describe, expect, it} from 'vitest'
import {type TemplateFunction, templateFunction} from '../../../../src/lib/rehearse/input/template-function.ts'
import {parseTemplate} from '../../../../src/lib/rehearse/input/template-text.ts'

const read = (text: string, id?: string, given: readonly string[] = []): TemplateFunction =>
  templateFunction(parseTemplate(text, 'stack.yaml'), id, given)

const cloudFormation = `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Stage: {Type: String, Default: test}
  Owner: {Type: String}
Mappings:
  Sizes: {test: {memory: 256}}
Resources:
  Rotate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.lambda_handler
      Timeout: 30
      MemorySize: !FindInMap [Sizes, !Ref Stage, memory]
      Role: !GetAtt Role.Arn
      Layers: ['arn:aws:lambda:eu-central-1:111122223333:layer:db:1']
      Environment:
        Variables:
          STAGE: !Ref Stage
          PORT: 5432
          ENDPOINT: !Sub https://secretsmanager.\${AWS::Region}.\${AWS::URLSuffix}
          NAMES: !Join [',', [a, !Ref Stage]]
          SHAPE: !Sub ['\${A}-\${!B}', {A: !Ref Stage}]
          HOST: !GetAtt Database.Endpoint.Address
          OWNER: !Ref Owner
          NOTHING: !Ref AWS::NoValue
          TOKEN: '{{resolve:ssm-secure:token}}'
      Code:
        ZipFile: |
          def lambda_handler(event, context):
              pass
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
      Policies:
        - PolicyName: rotate
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: 'secretsmanager:*', Resource: !Ref Secret}
  More:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [!Ref Role]
      PolicyDocument:
        Statement: {Effect: Allow, Action: 'iam:CreateAccessKey', Resource: '*'}
  Foreign:
    Type: AWS::IAM::Policy
    Properties: {Roles: [!Ref Other], PolicyDocument: {Statement: [{Effect: Deny, Action: '*', Resource: '*'}]}}
`

describe('a function of a CloudFormation template', () => {
  it('has its code, settings and limits', () => {
    expect(read(cloudFormation)).toMatchObject({
      source: 'stack.yaml#Rotate',
      code: {kind: 'inline', text: 'def lambda_handler(event, context):\n    pass\n'},
      handler: 'index.lambda_handler',
      runtime: 'python3.12',
      timeoutMs: 30_000,
      memoryMb: 256,
      layers: ['arn:aws:lambda:eu-central-1:111122223333:layer:db:1'],
    })
  })

  it('has its environment, with named placeholders for what only a deployed stack knows', () => {
    const {variables, notes} = read(cloudFormation)
    expect(variables).toEqual({
      STAGE: 'test',
      PORT: '5432',
      ENDPOINT: 'https://secretsmanager.eu-central-1.amazonaws.com',
      NAMES: 'a,test',
      SHAPE: 'test-${B}',
      HOST: 'placeholder-GetAtt-Database-Endpoint-Address',
      OWNER: 'placeholder-Ref-Owner',
      TOKEN: 'placeholder-a-dynamic-reference',
    })
    expect(notes).toContain(
      'The variable HOST depends on !GetAtt Database.Endpoint.Address, which only a deployed stack knows; --env HOST=VALUE or --env-file sets it.',
    )
    expect(notes.filter(note => note.startsWith('The variable'))).toHaveLength(3)
    expect(read(cloudFormation, 'Rotate', ['HOST', 'OWNER', 'TOKEN']).notes.join(' ')).not.toContain('The variable')
  })

  it('chooses as its conditions say', () => {
    const condition = '!And [!Not [!Equals [!Ref Stage, live]], !Or [!Equals [a, b], {Condition: Named}]]'
    const conditions = `Conditions:\n  Testing: ${condition}\n  Named: !Equals [!Ref Stage, test]\n  Owned: !Equals [!Ref Owner, x]\n`
    const chosen = cloudFormation
      .replace('Mappings:', `${conditions}Mappings:`)
      .replace('STAGE: !Ref Stage', 'STAGE: !If [Testing, yes, no]')
      .replace('PORT: 5432', 'PORT: !If [Owned, 1, !Ref AWS::NoValue]')
      .replace(
        "- {Effect: Allow, Action: 'secretsmanager:*'",
        '- !If [Owned, {Effect: Deny}, !Ref AWS::NoValue]\n              $&',
      )
    const {variables, shippedPolicy} = read(chosen)
    expect(variables).toMatchObject({STAGE: 'yes'})
    expect(variables).not.toHaveProperty('PORT')
    expect(shippedPolicy).toEqual(read(cloudFormation).shippedPolicy)
  })

  it('ships what its role may do, and tells of policies that are elsewhere', () => {
    const {shippedPolicy, notes} = read(cloudFormation)
    expect(shippedPolicy).toEqual({
      Version: '2012-10-17',
      Statement: [
        {Effect: 'Allow', Action: 'secretsmanager:*', Resource: 'placeholder-Ref-Secret'},
        {Effect: 'Allow', Action: 'iam:CreateAccessKey', Resource: '*'},
      ],
    })
    expect(notes).toContain('The role also has AWSLambdaBasicExecutionRole, whose statements are not in the template.')
  })

  it('is read from JSON too, with the defaults of Lambda and the role in a text', () => {
    const json = JSON.stringify({
      Resources: {
        F: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Role: {'Fn::Sub': '${Role.Arn}'},
            Code: {ZipFile: {'Fn::Join': ['\n', ['exports.handler =', 'async () => {}']]}},
          },
        },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {Policies: [{PolicyDocument: {Statement: [{Effect: 'Allow', Action: 'sts:*', Resource: '*'}]}}]},
        },
      },
    })
    expect(read(json)).toEqual({
      source: 'stack.yaml#F',
      code: {kind: 'inline', text: 'exports.handler =\nasync () => {}'},
      timeoutMs: 3000,
      memoryMb: 128,
      variables: {},
      layers: [],
      shippedPolicy: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 'sts:*', Resource: '*'}]},
      notes: [],
    })
  })

  it('may have its code in a folder beside the template', () => {
    expect(read('Resources: {F: {Type: AWS::Lambda::Function, Properties: {Code: ./rotate}}}').code).toEqual({
      kind: 'local',
      path: './rotate',
    })
  })
})

const serverless = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: nodejs22.x, Timeout: 60, Environment: {Variables: {A: global, B: global}}}
Resources:
  Folder:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Environment: {Variables: {B: own}}
      Policies:
        - AWSLambdaBasicExecutionRole
        - AWSSecretsManagerRotationPolicy: {FunctionName: Folder}
        - Statement: [{Effect: Allow, Action: 'appsync:*', Resource: '*'}]
  Inline:
    Type: AWS::Serverless::Function
    Properties: {InlineCode: 'exports.handler = 1', Timeout: 5}
`

describe('a function of a SAM template', () => {
  it('has the Globals where it says nothing itself', () => {
    expect(read(serverless, 'Folder')).toMatchObject({
      code: {kind: 'local', path: 'src/'},
      runtime: 'nodejs22.x',
      timeoutMs: 60_000,
      variables: {A: 'global', B: 'own'},
    })
    expect(read(serverless, 'Inline')).toMatchObject({
      code: {kind: 'inline', text: 'exports.handler = 1'},
      timeoutMs: 5000,
      variables: {A: 'global', B: 'global'},
    })
  })

  it('ships the statements of its Policies, and tells of the others', () => {
    const {shippedPolicy, notes} = read(serverless, 'Folder')
    expect(shippedPolicy).toMatchObject({Statement: [{Action: 'appsync:*'}]})
    expect(notes).toEqual([
      'The role also has AWSLambdaBasicExecutionRole, whose statements are not in the template.',
      'The role also has AWSSecretsManagerRotationPolicy, whose statements are not in the template.',
    ])
  })
})

describe('a template is refused', () => {
  it.each([
    [
      'several functions',
      serverless,
      undefined,
      'TEMPLATE_RESOURCE',
      'stack.yaml has several functions: Folder, Inline.',
    ],
    ['another id', serverless, 'Role', 'TEMPLATE_RESOURCE', 'stack.yaml has no function "Role".'],
    [
      'a resource that is no function',
      cloudFormation,
      'Role',
      'TEMPLATE_RESOURCE',
      'stack.yaml has no function "Role".',
    ],
    [
      'no function',
      'Resources: {A: {Type: AWS::S3::Bucket}}',
      undefined,
      'TEMPLATE_RESOURCE',
      'stack.yaml has no AWS::Lambda::Function or AWS::Serverless::Function.',
    ],
    [
      'code in S3',
      'Resources: {A: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: b, S3Key: k}}}}',
      undefined,
      'TEMPLATE_CODE',
      'The code of stack.yaml#A is not in the template and not in a folder beside it.',
    ],
    [
      'code under a URL',
      'Resources: {A: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://b/k}}}',
      undefined,
      'TEMPLATE_CODE',
      'The code of stack.yaml#A is not in the template and not in a folder beside it.',
    ],
    [
      'no YAML',
      'Resources:\n  A: {Type: "hunter2\n',
      undefined,
      'TEMPLATE_INVALID',
      expect.stringMatching(/^stack\.yaml is no template that can be read: line \d is not YAML \([a-z ]+\)\.$/),
    ],
    [
      'no Resources',
      'a: 1',
      undefined,
      'TEMPLATE_INVALID',
      'stack.yaml is no template that can be read: it has no Resources.',
    ],
  ])('with %s', (_what, text, id, code, message) => {
    expect(() => read(text, id)).toThrow(expect.objectContaining({code, message, exit: 2}))
  })

  it('with aliases that multiply', () => {
    const levels = Array.from(
      {length: 12},
      (_, at) => `  L${at + 1}: &l${at + 1} [${'*l'.concat(String(at), ', ').repeat(9)}]`,
    )
    const text = `Mappings:\n  L0: &l0 [x]\n${levels.join('\n')}\nResources: {}\n`
    expect(() => read(text)).toThrow(expect.objectContaining({code: 'TEMPLATE_INVALID'}))
  })
})
