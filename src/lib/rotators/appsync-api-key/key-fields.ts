/** Where the key stands. */
export const API_KEY = {
  name: 'apiKey',
  also: ['appsyncApiKey', 'graphqlApiKey', 'xApiKey', 'key'],
  setting: 'API_KEY_FIELD',
} as const

/** Where the API is named. */
export const API_ID = {
  name: 'apiId',
  also: ['appsyncApiId', 'graphqlApiId', 'appsyncId', 'graphqlId'],
  setting: 'API_ID_FIELD',
} as const
