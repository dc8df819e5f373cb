import {onTheSecret, setting, type PackagedRotator} from '../packaged.ts'
import {PASSWORD} from '../random-password/field.ts'
import {passwordSettings} from '../random-password/password-settings.ts'
import {EXCLUDED, REQUESTS} from './fields.ts'

const login = (more: object) => ({user: '{{pending.username}}', ...more})

export const aboutHttps: PackagedRotator = {
  name: 'https',
  summary: 'The only password of a login at an HTTPS endpoint, by requests that the secret describes.',
  kind: 'rep',
  target: 'The endpoint of these requests: one tells whether it takes a value, one gives it the new password.',
  rehearsedOn: 'login',
  rehearsedWith: JSON.stringify({
    username: '{{username}}',
    password: '{{password}}',
    requests: {
      test: {url: '{{url}}/login', body: login({password: '{{pending.password}}'}), accepts: [204]},
      set: {
        url: '{{url}}/password',
        body: login({password: '{{current.password}}', newPassword: '{{pending.password}}'}),
        accepts: [204],
      },
    },
  }),
  fields: [
    {...PASSWORD, meaning: 'The password that is replaced.'},
    {...REQUESTS, meaning: 'The requests, an object with test, and set unless the endpoint learns of it by itself.'},
  ],
  permissions: [
    ...onTheSecret,
    // It names no secret. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
    {actions: ['secretsmanager:GetRandomPassword'], on: '*'},
  ],
  settings: [
    ...passwordSettings(EXCLUDED),
    setting(PASSWORD.setting, 'Name of the field with the password.', 'the field that is recognised'),
    setting(REQUESTS.setting, 'Name of the field with the requests.', 'the field that is recognised'),
  ],
  function: {runtime: 'nodejs24.x', handler: 'index.handler', timeoutSeconds: 60, memoryMb: 128},
}
