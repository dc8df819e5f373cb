export const USER = {
  name: 'username',
  also: ['user', 'iamUser', 'iamUserName'],
  setting: 'USER_NAME_FIELD',
} as const

export const ACCESS_KEY_ID = {
  name: 'accessKeyId',
  also: ['awsAccessKeyId'],
  setting: 'ACCESS_KEY_ID_FIELD',
} as const

export const SECRET_ACCESS_KEY = {
  name: 'secretAccessKey',
  also: ['awsSecretAccessKey'],
  setting: 'SECRET_ACCESS_KEY_FIELD',
} as const
