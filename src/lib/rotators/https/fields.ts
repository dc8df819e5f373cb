/** Where the requests are described. */
export const REQUESTS = {
  name: 'requests',
  also: ['rotationRequests'],
  setting: 'REQUESTS_FIELD',
} as const

/**
 * Characters that make trouble in addresses and quotes: those that AWS's own rotation functions leave out.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
 */
export const EXCLUDED = '/@"\'\\'
