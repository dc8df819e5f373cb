import {onTheSecret, setting, type PackagedRotator} from '../packaged.ts'
import {PASSWORD} from './field.ts'
import {passwordSettings} from './password-settings.ts'

export const aboutRandomPassword: PackagedRotator = {
  name: 'random-password',
  summary: 'A value that Secrets Manager draws, for what reads it anew: a token between services, a signing secret.',
  kind: 'rand',
  target: 'None: nobody has to be told the new value. TEST_FUNCTION or TEST_URL can be asked before it is promoted.',
  rehearsedOn: 'none',
  fields: [{...PASSWORD, meaning: 'The value that is replaced. A secret without JSON is replaced as a whole.'}],
  permissions: [
    ...onTheSecret,
    // It names no secret. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
    {actions: ['secretsmanager:GetRandomPassword'], on: '*'},
    {actions: ['lambda:InvokeFunction'], on: '{TEST_FUNCTION}', when: 'TEST_FUNCTION is set'},
  ],
  settings: [
    ...passwordSettings('none'),
    setting(PASSWORD.setting, 'Name of the field that is replaced.', 'the field that is recognised'),
    setting('TEST_FUNCTION', 'A function that is invoked by testSecret; it fails to refuse the value.', 'none'),
    setting('TEST_URL', 'An https:// address that testSecret posts to; 2xx accepts the value.', 'none'),
  ],
  function: {runtime: 'nodejs24.x', handler: 'index.handler', timeoutSeconds: 30, memoryMb: 128},
}
