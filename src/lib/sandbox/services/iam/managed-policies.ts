/**
 * A few of AWS's own managed policies, the ones that rotation functions and operators are given:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html. ReadOnlyAccess is cut down to the
 * services that the sandbox serves; the statements are otherwise AWS's in effect.
 */
interface AwsPolicy {
  readonly arn: string
  readonly description: string
  readonly statements: readonly object[]
}

const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*') => ({
  Effect: 'Allow',
  Action,
  Resource,
})

const logWrites = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']

export const awsManagedPolicies: readonly AwsPolicy[] = [
  {
    arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    description: 'Provides full access to AWS services and resources.',
    statements: [allow('*')],
  },
  {
    arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    description: 'Provides read-only access to AWS services and resources.',
    statements: [
      allow([
        'appsync:Get*',
        'appsync:List*',
        'cloudformation:Describe*',
        'cloudformation:Get*',
        'cloudformation:List*',
        'cloudfront:Get*',
        'cloudfront:List*',
        'cloudtrail:Describe*',
        'cloudtrail:Get*',
        'cloudtrail:List*',
        'cloudtrail:LookupEvents',
        'ec2:Describe*',
        'ecs:Describe*',
        'ecs:List*',
        'events:Describe*',
        'events:List*',
        'events:Test*',
        'iam:Generate*',
        'iam:Get*',
        'iam:List*',
        'iam:Simulate*',
        'kms:Describe*',
        'kms:Get*',
        'kms:List*',
        'lambda:Get*',
        'lambda:List*',
        'logs:Describe*',
        'logs:FilterLogEvents',
        'logs:Get*',
        'logs:List*',
        'logs:StartQuery',
        'logs:StopQuery',
        'secretsmanager:Describe*',
        'secretsmanager:GetResourcePolicy',
        'secretsmanager:List*',
        'ses:Get*',
        'ses:List*',
        'sns:Get*',
        'sns:List*',
        'sts:GetAccessKeyInfo',
        'sts:GetCallerIdentity',
        'sts:GetSessionToken',
      ]),
    ],
  },
  {
    arn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
    description: 'Provides read only access to IAM via the AWS Management Console.',
    statements: [
      allow([
        'iam:GenerateCredentialReport',
        'iam:GenerateServiceLastAccessedDetails',
        'iam:Get*',
        'iam:List*',
        'iam:SimulateCustomPolicy',
        'iam:SimulatePrincipalPolicy',
      ]),
    ],
  },
  {
    arn: 'arn:aws:iam::aws:policy/SecretsManagerReadWrite',
    description: 'Provides read/write access to AWS Secrets Manager via the AWS Management Console.',
    statements: [
      allow([
        'secretsmanager:*',
        'cloudformation:CreateChangeSet',
        'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStackResource',
        'cloudformation:DescribeStacks',
        'cloudformation:ExecuteChangeSet',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
        'kms:DescribeKey',
        'kms:ListAliases',
        'kms:ListKeys',
        'lambda:ListFunctions',
        'rds:DescribeDBClusters',
        'rds:DescribeDBInstances',
        'tag:GetResources',
      ]),
      allow(
        [
          'lambda:AddPermission',
          'lambda:CreateFunction',
          'lambda:GetFunction',
          'lambda:InvokeFunction',
          'lambda:UpdateFunctionConfiguration',
        ],
        'arn:aws:lambda:*:*:function:SecretsManager*',
      ),
      allow('s3:GetObject', 'arn:aws:s3:::secrets-manager-rotation-apps-*/*'),
    ],
  },
  {
    arn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    description: 'Provides write permissions to CloudWatch Logs.',
    statements: [allow(logWrites)],
  },
  {
    arn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
    description:
      'Provides minimum permissions for a Lambda function to execute while accessing a resource within a VPC.',
    statements: [
      allow([
        ...logWrites,
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ]),
    ],
  },
]
