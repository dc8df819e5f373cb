import {onTheSecret, setting, type PackagedRotator} from '../packaged.ts'
import {API_ID, API_KEY} from './key-fields.ts'

export const aboutAppSyncApiKey: PackagedRotator = {
  name: 'appsync-api-key',
  summary:
    'A key of an AppSync API, beside the one before, which ends a period later; one function for any number of APIs.',
  kind: 'add',
  target:
    'The API that the secret names; it has to take API keys. It lists the keys, and answers the test of a new one.',
  rehearsedOn: 'appsync-api:orders',
  fields: [
    {...API_KEY, meaning: 'The key that is replaced. A secret without JSON is replaced as a whole.'},
    {...API_ID, meaning: 'The id of its API. Where the value has none, the tag secrot:api-id names it.'},
  ],
  permissions: [
    ...onTheSecret,
    // The reference names no resource for calls on keys: the path of the request stands for it.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html
    {actions: ['appsync:GetGraphqlApi'], on: '{api}'},
    {actions: ['appsync:ListApiKeys', 'appsync:CreateApiKey'], on: '{apiKeys}'},
    {actions: ['appsync:UpdateApiKey', 'appsync:DeleteApiKey'], on: '{apiKeys}/*'},
  ],
  settings: [
    setting('OVERLAP_HOURS', 'Hours for which a replaced key goes on working at least, 1 to 720.', '24'),
    setting(
      'API_ID',
      'The API, as a tag of a secret whose value names none. As a variable it is believed only where it has the key.',
      'the field of the value',
    ),
    setting(API_KEY.setting, 'Name of the field with the key.', 'the field that is recognised'),
    setting(API_ID.setting, 'Name of the field with the id of the API.', 'the field that is recognised'),
  ],
  function: {runtime: 'nodejs24.x', handler: 'index.handler', timeoutSeconds: 60, memoryMb: 128},
}
