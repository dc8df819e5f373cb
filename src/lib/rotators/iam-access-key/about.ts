import {onTheSecret, setting, type PackagedRotator} from '../packaged.ts'
import {ACCESS_KEY_ID, SECRET_ACCESS_KEY, USER} from './key-fields.ts'

export const aboutIamAccessKey: PackagedRotator = {
  name: 'iam-access-key',
  summary:
    'The access key of an IAM user, beside the one before, which ends with the next rotation unless it is in use.',
  kind: 'add',
  target: 'The IAM user that the secret names, whom no other secret rotates. STS tests a new key.',
  rehearsedOn: 'iam-user:svc',
  fields: [
    {...USER, meaning: 'The user. Where the value has none, the tag secrot:user-name names it.'},
    {...ACCESS_KEY_ID, meaning: 'The id of the key. A first value may hold anything.'},
    {...SECRET_ACCESS_KEY, meaning: 'The secret part of the key. A first value may hold anything.'},
  ],
  permissions: [
    ...onTheSecret,
    {
      actions: [
        'iam:GetUser',
        'iam:TagUser',
        'iam:ListAccessKeys',
        'iam:CreateAccessKey',
        'iam:UpdateAccessKey',
        'iam:DeleteAccessKey',
        'iam:GetAccessKeyLastUsed',
      ],
      on: '{user}',
      // It names a key, and no documentation says that tags of its user count then.
      beyondTags: ['iam:GetAccessKeyLastUsed'],
    },
    // It names no resource. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
    {actions: ['cloudtrail:LookupEvents'], on: '*', when: 'a refusal is to say who uses a key'},
    {actions: ['ses:SendEmail'], on: '{MAIL_FROM}', when: 'MAIL_FROM is set'},
    {actions: ['sns:Publish'], on: '{TOPIC_ARN}', when: 'TOPIC_ARN is set'},
    {
      actions: ['secretsmanager:TagResource'],
      on: '{secret}',
      when: 'TOPIC_ARN is set',
      setting: 'TOPIC_ARN',
    },
  ],
  settings: [
    setting('OVERLAP_HOURS', 'Hours for which a replaced key goes on working at least, 1 to 8760.', '24'),
    setting('USER_NAME', 'The user, where the value names none.', 'the field of the value'),
    setting(USER.setting, 'Name of the field with the user.', 'the field that is recognised'),
    setting(ACCESS_KEY_ID.setting, 'Name of the field with the id of the key.', 'the field that is recognised'),
    setting(SECRET_ACCESS_KEY.setting, 'Name of the field with the secret part.', 'the field that is recognised'),
    setting('MAIL_FROM', 'Address that mails to the user are from.', 'no mail'),
    setting('MAIL_TO', 'Address of the user.', 'the user at MAIL_DOMAIN'),
    setting('MAIL_DOMAIN', 'Domain of the user’s address.', 'the user name, where it is an address'),
    setting('TOPIC_ARN', 'SNS topic that is told of failures and of trouble.', 'nobody'),
  ],
  function: {runtime: 'nodejs24.x', handler: 'index.handler', timeoutSeconds: 60, memoryMb: 128},
}
