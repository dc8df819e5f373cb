/** Where the value stands. */
export const PASSWORD = {
  name: 'password',
  also: ['passwd', 'passphrase', 'secret', 'token'],
  setting: 'PASSWORD_FIELD',
} as const
