import {onTheSecret, setting, type PackagedRotator} from '../packaged.ts'
import {PASSWORD} from './field.ts'

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
    setting('PASSWORD_LENGTH', 'Characters of a new value, 1 to 4096.', '32'),
    setting('EXCLUDE_CHARACTERS', 'Characters that never come.', 'none'),
    setting('EXCLUDE_LOWERCASE', 'true: no lower-case letters.', 'false'),
    setting('EXCLUDE_UPPERCASE', 'true: no upper-case letters.', 'false'),
    setting('EXCLUDE_NUMBERS', 'true: no digits.', 'false'),
    setting('EXCLUDE_PUNCTUATION', 'true: no punctuation.', 'false'),
    setting('INCLUDE_SPACE', 'true: a space may come too.', 'false'),
    setting('REQUIRE_EACH_INCLUDED_TYPE', 'false: a class may be missing.', 'true'),
    setting('MIN_BITS', 'Refuse settings that give a weaker value, in bits.', '128'),
    setting(PASSWORD.setting, 'Name of the field that is replaced.', 'the field that is recognised'),
    setting('TEST_FUNCTION', 'A function that is invoked by testSecret; it fails to refuse the value.', 'none'),
    setting('TEST_URL', 'An https:// address that testSecret posts to; 2xx accepts the value.', 'none'),
  ],
  function: {runtime: 'nodejs24.x', handler: 'index.handler', timeoutSeconds: 30, memoryMb: 128},
}
